"""Figures are read from sheets of a day; every day there is counts as just written, so that none is missed."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone


DAYS = (
    ("CaseFact", ("opened_on", "started_on", "first_solved_on", "last_solved_on")),
    ("ReplyFact", ("replied_on",)),
    ("SolveFact", ("on",)),
    ("Contact", ("on",)),
    ("TargetFact", ("due_on",)),
)


def note_every_day(apps, schema_editor):
    """From the first to the last day with rows, those without among them: of these an empty sheet is made."""
    ends = []
    for name, fields in DAYS:
        for field in fields:
            found = apps.get_model("desk", name).objects.aggregate(first=models.Min(field), last=models.Max(field))
            ends += [day for day in found.values() if day]
    if not ends:
        return
    state = apps.get_model("desk", "FigureState").objects.first()
    # Days without rows of their own: some case may have been opened again.
    ends.append(timezone.localdate())
    counter, first = state.counter if state else 0, min(ends)
    days = (first + timedelta(days=number) for number in range((max(ends) - first).days + 1))
    FactDay = apps.get_model("desk", "FactDay")
    FactDay.objects.bulk_create(
        [FactDay(on=day, changed=counter, changed_at=timezone.now()) for day in days], batch_size=500
    )


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0011_rights_for_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='FactDay',
            fields=[
                ('on', models.DateField(primary_key=True, serialize=False)),
                ('changed', models.PositiveBigIntegerField()),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='DaySheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(max_length=20)),
                ('on', models.DateField()),
                ('as_of', models.PositiveBigIntegerField()),
                ('columns', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('of', 'on'), name='one_sheet_a_day')],
            },
        ),
        migrations.RunPython(note_every_day, migrations.RunPython.noop),
    ]
