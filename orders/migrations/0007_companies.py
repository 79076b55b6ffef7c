import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("orders", "0006_invoices_have_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Company",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("vat_number", models.CharField(max_length=20, verbose_name="VAT number")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("street", models.CharField(blank=True, max_length=200, verbose_name="street and number")),
                ("postcode", models.CharField(blank=True, max_length=20, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                (
                    "vat_check",
                    models.CharField(
                        choices=[
                            ("formal", "Well formed"),
                            ("waiting", "Being checked"),
                            ("valid", "Confirmed by VIES"),
                            ("invalid", "Not known to VIES"),
                        ],
                        default="formal",
                        max_length=10,
                        verbose_name="VAT number",
                    ),
                ),
                ("vat_checked_at", models.DateTimeField(blank=True, null=True, verbose_name="VAT number checked")),
                ("vat_due_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("vat_attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("vat_error", models.CharField(blank=True, editable=False, max_length=200, verbose_name="last error")),
                ("vat_name", models.CharField(blank=True, max_length=300, verbose_name="name in VIES")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "company",
                "verbose_name_plural": "companies",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="CompanyEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("verb", models.CharField(max_length=30, verbose_name="what")),
                ("data", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "verbose_name": "change of a company",
                "verbose_name_plural": "changes of companies",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CompanyInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        choices=[("buyer", "Buyer"), ("accountant", "Accountant"), ("administrator", "Administrator")],
                        max_length=15,
                        verbose_name="role",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
            ],
            options={
                "verbose_name": "invitation to a company",
                "verbose_name_plural": "invitations to companies",
                "ordering": ["-sent_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CompanyMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("buyer", "Buyer"), ("accountant", "Accountant"), ("administrator", "Administrator")],
                        max_length=15,
                        verbose_name="role",
                    ),
                ),
                ("joined_at", models.DateTimeField(verbose_name="joined")),
            ],
            options={
                "verbose_name": "member of a company",
                "verbose_name_plural": "members of companies",
                "ordering": ["joined_at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                models.F("vat_due_at"), condition=models.Q(("vat_due_at__isnull", False)), name="vat_to_check"
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="company",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="orders",
                to="orders.company",
                verbose_name="company",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                models.F("company"),
                models.OrderBy(models.F("placed_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="orders_of_a_company",
            ),
        ),
        migrations.AddField(
            model_name="companyevent",
            name="actor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who",
            ),
        ),
        migrations.AddField(
            model_name="companyevent",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="orders.company",
                verbose_name="company",
            ),
        ),
        migrations.AddField(
            model_name="companyevent",
            name="order",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="companyinvitation",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations",
                to="orders.company",
                verbose_name="company",
            ),
        ),
        migrations.AddField(
            model_name="companyinvitation",
            name="invited_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="invited by",
            ),
        ),
        migrations.AddField(
            model_name="companymember",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="members",
                to="orders.company",
                verbose_name="company",
            ),
        ),
        migrations.AddField(
            model_name="companymember",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="company_memberships",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddIndex(
            model_name="companyevent",
            index=models.Index(
                models.F("company"),
                models.OrderBy(models.F("at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="changes_of_a_company",
            ),
        ),
        migrations.AddIndex(
            model_name="companyinvitation",
            index=models.Index(fields=["email", "sent_at"], name="invitations_of_an_address"),
        ),
        migrations.AddConstraint(
            model_name="companyinvitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                fields=("company", "email"),
                name="one_open_invitation_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="companymember",
            constraint=models.UniqueConstraint(fields=("user", "company"), name="once_a_member_of_a_company"),
        ),
    ]
