from django.db import migrations, models

import orders.models.invoice


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_invoices_get_their_state")]
    operations = [
        migrations.AlterField(
            model_name="invoice",
            name="verify_code",
            field=models.CharField(
                default=orders.models.invoice.new_verify_code,
                editable=False,
                max_length=28,
                unique=True,
                verbose_name="verification code",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rendered_at__isnull", False), ("state", "ready")),
                    models.Q(models.Q(("state", "ready"), _negated=True), ("rendered_at__isnull", True)),
                    _connector="OR",
                ),
                name="ready_invoices_say_since_when",
            ),
        ),
    ]
