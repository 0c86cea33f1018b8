"""Day rows in narrow columns with one index; what they held is computed again from the facts."""

import django.db.models.deletion
from django.db import migrations, models

import common.db.partitions


class Migration(migrations.Migration):

    dependencies = [
        ('slm', '0003_fewer_indexes'),
    ]

    operations = [
        migrations.DeleteModel(name='BucketDay'),
        common.db.partitions.CreatePartitionedModel(
            name='BucketDay',
            fields=[
                ('pk', models.CompositePrimaryKey('measure_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('measure', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='days', to='slm.measure')),
                ('day', models.DateField()),
                ('excluded_seconds', models.IntegerField(default=0)),
                ('planned_seconds', models.IntegerField(default=0)),
                ('down_seconds', models.IntegerField(default=0)),
                ('partial_seconds', models.IntegerField(default=0)),
                ('degraded_seconds', models.IntegerField(default=0)),
                ('unknown_seconds', models.IntegerField(default=0)),
            ],
            partition_by='day',
            options={
                'verbose_name': 'day of a measure',
                'verbose_name_plural': 'days of a measure',
            },
        ),
    ]
