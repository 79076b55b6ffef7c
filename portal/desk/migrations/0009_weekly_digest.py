from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0008_rights_for_macros'),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('monday', models.DateField(unique=True, verbose_name='Monday')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('facts', models.JSONField(default=dict)),
                ('readers', models.PositiveIntegerField(default=0, verbose_name='readers')),
            ],
            options={
                'verbose_name': 'digest',
                'verbose_name_plural': 'digests',
                'ordering': ['-monday'],
            },
        ),
    ]
