"""One index where two said the same, and small ones for facts that are long or open."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


def change_key(model, table, *columns):
    """The primary key of a partitioned table in another order: Django only keeps the state."""

    def key(names):
        return (
            f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_pkey", '
            f'ADD CONSTRAINT "{table}_pkey" PRIMARY KEY ({", ".join(names)})'
        )

    field = models.CompositePrimaryKey(
        *columns, blank=True, editable=False, primary_key=True, serialize=False
    )
    return migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunSQL(key(columns), key((columns[-1], *columns[:-1])))],
        state_operations=[migrations.AlterField(model_name=model, name='pk', field=field)],
    )


class Migration(migrations.Migration):

    dependencies = [
        ('slm', '0002_codes_repeat_in_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name='factversion', name='factversion_by_fact'),
        migrations.RemoveIndex(model_name='staterun', name='run_by_indicator'),
        migrations.AlterField(
            model_name='fact',
            name='service',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='slm.service'),
        ),
        migrations.AlterField(
            model_name='fact',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='slm.source'),
        ),
        migrations.AlterField(
            model_name='factversion',
            name='actor',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='factversion',
            name='fact',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='slm.fact'),
        ),
        migrations.AlterField(
            model_name='periodstate',
            name='measure',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='periods', to='slm.measure'),
        ),
        migrations.AlterField(
            model_name='samplebatch',
            name='indicator',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sample_batches', to='slm.indicator'),
        ),
        migrations.AlterField(
            model_name='samplebatch',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slm.source'),
        ),
        migrations.AlterField(
            model_name='staterun',
            name='indicator',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='state_runs', to='slm.indicator'),
        ),
        change_key('factversion', 'slm_factversion', 'fact_id', 'number', 'start_at'),
        change_key('staterun', 'slm_staterun', 'indicator_id', 'start_at'),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(fields=['start_at'], name='fact_by_time'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.expressions.CombinedExpression(models.F('end_at'), '-', models.F('start_at')), models.Value(datetime.timedelta(days=5)))), fields=['service', 'end_at'], name='fact_long'),
        ),
    ]
