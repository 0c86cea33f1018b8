import accounts.models.user
import common.db.codes
import common.db.partitions
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dependency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(blank=True, max_length=32, verbose_name='redundancy group')),
                ('required', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='how many of the group suffice')),
            ],
            options={
                'verbose_name': 'dependency',
                'verbose_name_plural': 'dependencies',
                'ordering': ['service', 'group', 'needs'],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=120, verbose_name='reference')),
                ('reused_start_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('outage', 'Outage'), ('maintenance', 'Planned maintenance'), ('exclusion', 'Exclusion')], max_length=12, verbose_name='kind')),
                ('version_number', models.PositiveIntegerField(default=1)),
                ('layer', models.PositiveSmallIntegerField(choices=[(0, 'Excluded'), (1, 'Planned maintenance'), (2, 'Down'), (3, 'Partly down'), (4, 'Degraded'), (5, 'Unknown'), (6, 'Good')])),
                ('start_at', models.DateTimeField(verbose_name='from')),
                ('end_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('is_void', models.BooleanField(default=False, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'fact',
                'verbose_name_plural': 'facts',
                'ordering': ['-start_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('availability', 'Availability')], default='availability', max_length=24, verbose_name='kind')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('is_fed', models.BooleanField(default=True, help_text='On: time without a state from the source is unknown. Off: up unless an outage is reported.', verbose_name='known only where a source spoke')),
                ('max_gap_seconds', models.PositiveIntegerField(blank=True, help_text='Empty for a state log, whose state holds until its next row.', null=True, verbose_name='a state holds at most (s)')),
            ],
            options={
                'verbose_name': 'indicator',
                'verbose_name_plural': 'indicators',
                'ordering': ['service', 'kind', 'name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ServiceHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', common.db.codes.CodeField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('zone', models.CharField(max_length=64, validators=[accounts.models.user.validate_zone], verbose_name='time zone')),
            ],
            options={
                'verbose_name': 'service hours',
                'verbose_name_plural': 'service hours',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ServiceHoursEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', common.db.codes.CodeField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('zone', models.CharField(max_length=64, validators=[accounts.models.user.validate_zone], verbose_name='time zone')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Slice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', common.db.codes.CodeField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
            ],
            options={
                'verbose_name': 'slice',
                'verbose_name_plural': 'slices',
                'ordering': ['service', 'code'],
            },
        ),
        migrations.CreateModel(
            name='SliceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', common.db.codes.CodeField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', common.db.codes.CodeField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('manual', 'By hand'), ('rest', 'REST'), ('file', 'File')], default='rest', max_length=16, verbose_name='kind')),
                ('expected_interval_seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='heard at least every (s)')),
                ('last_contact_at', models.DateTimeField(blank=True, null=True, verbose_name='last contact')),
                ('silent_since_at', models.DateTimeField(blank=True, null=True, verbose_name='silent since')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SourceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', common.db.codes.CodeField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('manual', 'By hand'), ('rest', 'REST'), ('file', 'File')], default='rest', max_length=16, verbose_name='kind')),
                ('expected_interval_seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='heard at least every (s)')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Cycle',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('revision', models.PositiveBigIntegerField(default=0)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'cycle',
                'verbose_name_plural': 'cycles',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_cycle')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('indicator', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='feed', serialize=False, to='slm.indicator')),
                ('first_at', models.DateTimeField(verbose_name='first sample')),
                ('last_at', models.DateTimeField(verbose_name='last sample')),
                ('last_state', models.PositiveSmallIntegerField(choices=[(2, 'down'), (3, 'partly down'), (4, 'degraded'), (6, 'up')])),
                ('sample_count', models.PositiveBigIntegerField(default=0, verbose_name='samples')),
                ('received_at', models.DateTimeField(verbose_name='received')),
            ],
            options={
                'verbose_name': 'feed',
                'verbose_name_plural': 'feeds',
            },
        ),
        migrations.CreateModel(
            name='Dirty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_at', models.DateTimeField()),
                ('to_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='slm.indicator')),
            ],
            options={
                'verbose_name': 'time to compute again',
                'verbose_name_plural': 'times to compute again',
            },
        ),
        migrations.CreateModel(
            name='HoursVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('valid_from', models.DateTimeField(verbose_name='valid from')),
                ('weekly', models.JSONField(verbose_name='weekly windows')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='public holidays of')),
                ('subdivision', models.CharField(blank=True, max_length=8, verbose_name='subdivision')),
                ('holidays', models.JSONField(blank=True, default=dict, verbose_name='public holidays')),
                ('closed_days', models.JSONField(blank=True, default=dict, verbose_name='closed days')),
                ('special_days', models.JSONField(blank=True, default=dict, verbose_name='special days')),
                ('created_at', models.DateTimeField(verbose_name='saved')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hours', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='slm.servicehours')),
            ],
            options={
                'verbose_name': 'version of service hours',
                'verbose_name_plural': 'versions of service hours',
                'ordering': ['hours', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('maintenance_rule', models.JSONField(default=dict)),
                ('min_break_seconds', models.PositiveIntegerField(default=0)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='slm.indicator')),
                ('hours', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='slm.servicehours')),
            ],
            options={
                'verbose_name': 'measure',
                'verbose_name_plural': 'measures',
            },
        ),
        migrations.CreateModel(
            name='PeriodState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('excluded_seconds', models.BigIntegerField(default=0)),
                ('planned_seconds', models.BigIntegerField(default=0)),
                ('down_seconds', models.BigIntegerField(default=0)),
                ('partial_seconds', models.BigIntegerField(default=0)),
                ('degraded_seconds', models.BigIntegerField(default=0)),
                ('unknown_seconds', models.BigIntegerField(default=0)),
                ('break_count', models.PositiveIntegerField(default=0)),
                ('longest_break_seconds', models.BigIntegerField(default=0)),
                ('start_at', models.DateTimeField()),
                ('end_at', models.DateTimeField()),
                ('computed_to_at', models.DateTimeField()),
                ('tail', models.PositiveSmallIntegerField()),
                ('tail_since_at', models.DateTimeField(blank=True, null=True)),
                ('excluded_ahead_seconds', models.BigIntegerField(default=0)),
                ('planned_ahead_seconds', models.BigIntegerField(default=0)),
                ('next_check_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveBigIntegerField(default=0)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='periods', to='slm.measure')),
            ],
            options={
                'verbose_name': 'period of a measure',
                'verbose_name_plural': 'periods of a measure',
            },
        ),
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', common.db.codes.CodeField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('internal', 'Internal team'), ('external', 'External supplier')], max_length=8, verbose_name='kind')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'provider',
                'verbose_name_plural': 'providers',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ProviderEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', common.db.codes.CodeField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('internal', 'Internal team'), ('external', 'External supplier')], max_length=8, verbose_name='kind')),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='slm.provider')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', common.db.codes.CodeField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('business', 'Business service'), ('supporting', 'Supporting service')], default='business', max_length=10, verbose_name='kind')),
                ('portfolio_state', models.CharField(choices=[('pipeline', 'Pipeline'), ('live', 'Live'), ('retired', 'Retired')], default='live', max_length=8, verbose_name='portfolio state')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('outcome', models.TextField(blank=True, help_text="What the customer's business gets from it.", verbose_name='intended outcome')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='service owner')),
                ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='slm.provider', verbose_name='provider')),
            ],
            options={
                'verbose_name': 'service',
                'verbose_name_plural': 'services',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='IndicatorEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('availability', 'Availability')], default='availability', max_length=24, verbose_name='kind')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('is_fed', models.BooleanField(default=True, help_text='On: time without a state from the source is unknown. Off: up unless an outage is reported.', verbose_name='known only where a source spoke')),
                ('max_gap_seconds', models.PositiveIntegerField(blank=True, help_text='Empty for a state log, whose state holds until its next row.', null=True, verbose_name='a state holds at most (s)')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='slm.indicator')),
                ('service', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='slm.service', verbose_name='service')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='indicator',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='slm.service', verbose_name='service'),
        ),
        migrations.AddField(
            model_name='fact',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='slm.service'),
        ),
        migrations.CreateModel(
            name='DependencyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('group', models.CharField(blank=True, max_length=32, verbose_name='redundancy group')),
                ('required', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='how many of the group suffice')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='slm.dependency')),
                ('needs', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='slm.service')),
                ('service', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='slm.service')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='dependency',
            name='needs',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dependents', to='slm.service'),
        ),
        migrations.AddField(
            model_name='dependency',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dependencies', to='slm.service'),
        ),
        migrations.CreateModel(
            name='ServiceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', common.db.codes.CodeField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('business', 'Business service'), ('supporting', 'Supporting service')], default='business', max_length=10, verbose_name='kind')),
                ('portfolio_state', models.CharField(choices=[('pipeline', 'Pipeline'), ('live', 'Live'), ('retired', 'Retired')], default='live', max_length=8, verbose_name='portfolio state')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('outcome', models.TextField(blank=True, help_text="What the customer's business gets from it.", verbose_name='intended outcome')),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='service owner')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='slm.service')),
                ('provider', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='slm.provider', verbose_name='provider')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HoursVersionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('valid_from', models.DateTimeField(verbose_name='valid from')),
                ('weekly', models.JSONField(verbose_name='weekly windows')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='public holidays of')),
                ('subdivision', models.CharField(blank=True, max_length=8, verbose_name='subdivision')),
                ('holidays', models.JSONField(blank=True, default=dict, verbose_name='public holidays')),
                ('closed_days', models.JSONField(blank=True, default=dict, verbose_name='closed days')),
                ('special_days', models.JSONField(blank=True, default=dict, verbose_name='special days')),
                ('created_at', models.DateTimeField(verbose_name='saved')),
                ('created_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='slm.hoursversion')),
                ('hours', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='slm.servicehours')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servicehours',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_servicehoursevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") VALUES (NEW."code", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."zone"); RETURN NULL;', hash='12e80241f923f841ed526b886102348bccf2bc21', operation='INSERT', pgid='pgtrigger_insert_insert_9d6fe', table='slm_servicehours', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servicehours',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "slm_servicehoursevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") VALUES (NEW."code", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."zone"); RETURN NULL;', hash='8fd838f2f2d0ea96ea88433cd297d4754fce46b0', operation='UPDATE', pgid='pgtrigger_update_update_211bb', table='slm_servicehours', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servicehours',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_servicehoursevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") VALUES (OLD."code", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."zone"); RETURN NULL;', hash='421a45e2b09b223c5cc46c983b181a1259dd00d6', operation='DELETE', pgid='pgtrigger_delete_delete_495e1', table='slm_servicehours', when='AFTER')),
        ),
        migrations.AddField(
            model_name='servicehoursevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='servicehoursevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='slm.servicehours'),
        ),
        migrations.AddField(
            model_name='slice',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slices', to='slm.service'),
        ),
        migrations.AddField(
            model_name='measure',
            name='exclusion_slice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slm.slice'),
        ),
        migrations.AddField(
            model_name='indicatorevent',
            name='slice',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='slm.slice', verbose_name='slice'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='slice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='slm.slice', verbose_name='slice'),
        ),
        migrations.AddField(
            model_name='fact',
            name='slice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='slm.slice'),
        ),
        migrations.AddField(
            model_name='sliceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sliceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='slm.slice'),
        ),
        migrations.AddField(
            model_name='sliceevent',
            name='service',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='slm.service'),
        ),
        migrations.AddField(
            model_name='indicatorevent',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='slm.source', verbose_name='source'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='slm.source', verbose_name='source'),
        ),
        migrations.AddField(
            model_name='fact',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='slm.source'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_sourceevent" ("code", "expected_interval_seconds", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."expected_interval_seconds", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='3322e1104402e4da7585d40973282e74f426c4c5', operation='INSERT', pgid='pgtrigger_insert_insert_38b11', table='slm_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."expected_interval_seconds" IS DISTINCT FROM (NEW."expected_interval_seconds") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func='INSERT INTO "slm_sourceevent" ("code", "expected_interval_seconds", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."expected_interval_seconds", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='dbef4149147501d139e9cce2cf8d9e01583e0712', operation='UPDATE', pgid='pgtrigger_update_update_22a40', table='slm_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_sourceevent" ("code", "expected_interval_seconds", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."expected_interval_seconds", OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='b97cf5730c27a33fa4d823b3072137f559fa0ad6', operation='DELETE', pgid='pgtrigger_delete_delete_b8c9c', table='slm_source', when='AFTER')),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='slm.source'),
        ),
        migrations.RunSQL(
            sql='CREATE SEQUENCE slm_samplebatch_number AS bigint',
            reverse_sql='DROP SEQUENCE slm_samplebatch_number',
        ),
        common.db.partitions.CreatePartitionedModel(
            name='SampleBatch',
            fields=[
                ('pk', models.CompositePrimaryKey('first_at', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('first_at', models.DateTimeField()),
                ('number', models.BigIntegerField(db_default=models.Func(models.Value('slm_samplebatch_number'), function='nextval'))),
                ('last_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
                ('samples', models.BinaryField()),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sample_batches', to='slm.indicator')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slm.source')),
            ],
            partition_by='first_at',
            options={
                'verbose_name': 'batch of samples',
                'verbose_name_plural': 'batches of samples',
            },
        ),
        common.db.partitions.CreatePartitionedModel(
            name='StateRun',
            fields=[
                ('pk', models.CompositePrimaryKey('start_at', 'indicator_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('start_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('state', models.PositiveSmallIntegerField(choices=[(2, 'down'), (3, 'partly down'), (4, 'degraded'), (6, 'up')])),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='state_runs', to='slm.indicator')),
            ],
            partition_by='start_at',
            options={
                'verbose_name': 'run of a state',
                'verbose_name_plural': 'runs of a state',
            },
        ),
        common.db.partitions.CreatePartitionedModel(
            name='FactVersion',
            fields=[
                ('pk', models.CompositePrimaryKey('start_at', 'fact_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('start_at', models.DateTimeField(verbose_name='from')),
                ('number', models.PositiveIntegerField()),
                ('end_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('layer', models.PositiveSmallIntegerField(choices=[(0, 'Excluded'), (1, 'Planned maintenance'), (2, 'Down'), (3, 'Partly down'), (4, 'Degraded'), (5, 'Unknown'), (6, 'Good')])),
                ('is_void', models.BooleanField(default=False, verbose_name='withdrawn')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('change_reason', models.TextField(blank=True, verbose_name='reason of the change')),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fact', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='slm.fact')),
            ],
            partition_by='start_at',
            options={
                'verbose_name': 'version of a fact',
                'verbose_name_plural': 'versions of facts',
            },
        ),
        common.db.partitions.CreatePartitionedModel(
            name='BucketDay',
            fields=[
                ('pk', models.CompositePrimaryKey('day', 'measure_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('excluded_seconds', models.BigIntegerField(default=0)),
                ('planned_seconds', models.BigIntegerField(default=0)),
                ('down_seconds', models.BigIntegerField(default=0)),
                ('partial_seconds', models.BigIntegerField(default=0)),
                ('degraded_seconds', models.BigIntegerField(default=0)),
                ('unknown_seconds', models.BigIntegerField(default=0)),
                ('break_count', models.PositiveIntegerField(default=0)),
                ('longest_break_seconds', models.BigIntegerField(default=0)),
                ('day', models.DateField()),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='slm.measure')),
            ],
            partition_by='day',
            options={
                'verbose_name': 'day of a measure',
                'verbose_name_plural': 'days of a measure',
            },
        ),
        migrations.AddIndex(
            model_name='factversion',
            index=models.Index(fields=['fact', 'number'], name='factversion_by_fact'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='factversion',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ca8df7413f2ffcdb555a52189b658482deffda51', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f8489', table='slm_factversion', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='bucketday',
            index=models.Index(fields=['measure', 'day'], name='bucketday_by_measure'),
        ),
        migrations.AddIndex(
            model_name='periodstate',
            index=models.Index(fields=['next_check_at'], name='periodstate_due'),
        ),
        migrations.AddConstraint(
            model_name='periodstate',
            constraint=models.UniqueConstraint(fields=('measure', 'start_at', 'end_at'), name='periodstate_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provider',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_providerevent" ("code", "id", "kind", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."kind", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='ae9bc6e0c6a4a4c5feb0f35439ff4659ecf9c560', operation='INSERT', pgid='pgtrigger_insert_insert_c5e0e', table='slm_provider', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provider',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "slm_providerevent" ("code", "id", "kind", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."kind", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='f6800e133293f876ae14627e7cd16b1b790bb5e2', operation='UPDATE', pgid='pgtrigger_update_update_744c4', table='slm_provider', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='provider',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_providerevent" ("code", "id", "kind", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."id", OLD."kind", OLD."name", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='deae8e016a0b4f26d83b2b5c4cc47c17b303eeee', operation='DELETE', pgid='pgtrigger_delete_delete_71f96', table='slm_provider', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='providerevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='71f115d8ff3ab607b8f56ffdd874e40a64a2ddf1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b425b', table='slm_providerevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='service',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_serviceevent" ("code", "description", "id", "kind", "name", "outcome", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio_state", "provider_id") VALUES (NEW."code", NEW."description", NEW."id", NEW."kind", NEW."name", NEW."outcome", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."portfolio_state", NEW."provider_id"); RETURN NULL;', hash='4bfbc8a0d78793820c47bc9d58400b352a3470e8', operation='INSERT', pgid='pgtrigger_insert_insert_e4632', table='slm_service', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='service',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "slm_serviceevent" ("code", "description", "id", "kind", "name", "outcome", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio_state", "provider_id") VALUES (NEW."code", NEW."description", NEW."id", NEW."kind", NEW."name", NEW."outcome", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."portfolio_state", NEW."provider_id"); RETURN NULL;', hash='db08cb17407d5b2350a422cecdf7c4ac8f37c27e', operation='UPDATE', pgid='pgtrigger_update_update_ac228', table='slm_service', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='service',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_serviceevent" ("code", "description", "id", "kind", "name", "outcome", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "portfolio_state", "provider_id") VALUES (OLD."code", OLD."description", OLD."id", OLD."kind", OLD."name", OLD."outcome", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."portfolio_state", OLD."provider_id"); RETURN NULL;', hash='7fc70e8b2a3258b250b2a7c39ab0867cc505a7d6', operation='DELETE', pgid='pgtrigger_delete_delete_6b92a', table='slm_service', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dependencyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5192ecd6d421da276b906ca380957b20b945de68', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_afa4e', table='slm_dependencyevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.UniqueConstraint(fields=('service', 'needs'), name='dependency_once'),
        ),
        migrations.AddConstraint(
            model_name='dependency',
            constraint=models.CheckConstraint(condition=models.Q(('service', models.F('needs')), _negated=True), name='dependency_on_another'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dependency',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_dependencyevent" ("group", "id", "needs_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "required", "service_id") VALUES (NEW."group", NEW."id", NEW."needs_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."required", NEW."service_id"); RETURN NULL;', hash='46931c091dfafdad0b903c1fcc02840978a45d09', operation='INSERT', pgid='pgtrigger_insert_insert_e4487', table='slm_dependency', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dependency',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "slm_dependencyevent" ("group", "id", "needs_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "required", "service_id") VALUES (NEW."group", NEW."id", NEW."needs_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."required", NEW."service_id"); RETURN NULL;', hash='63b55d0468a7ba6cbd350408cd513532009ec25c', operation='UPDATE', pgid='pgtrigger_update_update_77564', table='slm_dependency', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dependency',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_dependencyevent" ("group", "id", "needs_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "required", "service_id") VALUES (OLD."group", OLD."id", OLD."needs_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."required", OLD."service_id"); RETURN NULL;', hash='becaa53ce848f45fd12e1af8109faad84773aa36', operation='DELETE', pgid='pgtrigger_delete_delete_c479a', table='slm_dependency', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='serviceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7d69d23c51497287a0e0ea498bfccc1e4556d61a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c0ad9', table='slm_serviceevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hoursversionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='99950dc15422663d6f591aea27fb2eafb1c84c19', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ff4a7', table='slm_hoursversionevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='hoursversion',
            constraint=models.UniqueConstraint(fields=('hours', 'number'), name='hours_version_number'),
        ),
        migrations.AddConstraint(
            model_name='hoursversion',
            constraint=models.UniqueConstraint(fields=('hours', 'valid_from'), name='hours_version_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hoursversion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_hoursversionevent" ("closed_days", "country", "created_at", "created_by_id", "holidays", "hours_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "special_days", "subdivision", "valid_from", "weekly") VALUES (NEW."closed_days", NEW."country", NEW."created_at", NEW."created_by_id", NEW."holidays", NEW."hours_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."special_days", NEW."subdivision", NEW."valid_from", NEW."weekly"); RETURN NULL;', hash='bb01144be520cb944264996b69c2224a97cb4443', operation='INSERT', pgid='pgtrigger_insert_insert_92b47', table='slm_hoursversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hoursversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "slm_hoursversionevent" ("closed_days", "country", "created_at", "created_by_id", "holidays", "hours_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "special_days", "subdivision", "valid_from", "weekly") VALUES (NEW."closed_days", NEW."country", NEW."created_at", NEW."created_by_id", NEW."holidays", NEW."hours_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."special_days", NEW."subdivision", NEW."valid_from", NEW."weekly"); RETURN NULL;', hash='fc22f7d55de151a8112da2d424619f81e39cb532', operation='UPDATE', pgid='pgtrigger_update_update_2e04f', table='slm_hoursversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hoursversion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_hoursversionevent" ("closed_days", "country", "created_at", "created_by_id", "holidays", "hours_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "special_days", "subdivision", "valid_from", "weekly") VALUES (OLD."closed_days", OLD."country", OLD."created_at", OLD."created_by_id", OLD."holidays", OLD."hours_id", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."special_days", OLD."subdivision", OLD."valid_from", OLD."weekly"); RETURN NULL;', hash='850c0afed6bfe3eb1e1ceb644232d44352e45c7c', operation='DELETE', pgid='pgtrigger_delete_delete_a55ab', table='slm_hoursversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servicehoursevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='96ebe85606cc4b8af574c2e6f25d76c39b24921e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7928b', table='slm_servicehoursevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='slice',
            constraint=models.UniqueConstraint(fields=('service', 'code'), name='slice_once_per_service'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='slice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_sliceevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id") VALUES (NEW."code", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."service_id"); RETURN NULL;', hash='ee7996bc11409df80c305beb545dddc9b9522843', operation='INSERT', pgid='pgtrigger_insert_insert_27c8a', table='slm_slice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='slice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "slm_sliceevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id") VALUES (NEW."code", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."service_id"); RETURN NULL;', hash='ebe983bca421ed6a508fb1ed7dad3fba38e9ceb5', operation='UPDATE', pgid='pgtrigger_update_update_2d704', table='slm_slice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='slice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_sliceevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id") VALUES (OLD."code", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."service_id"); RETURN NULL;', hash='5b2bbb4227523e8e3b9a2ec405f2b68e943f39d6', operation='DELETE', pgid='pgtrigger_delete_delete_753e0', table='slm_slice', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.UniqueConstraint(fields=('indicator', 'hours', 'maintenance_rule', 'exclusion_slice', 'min_break_seconds'), name='measure_once', nulls_distinct=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sliceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='50af8ce4be15da73c99412a8b599a504b73afca6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c7082', table='slm_sliceevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='samplebatch',
            index=models.Index(fields=['indicator', 'first_at'], name='batch_by_indicator'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='samplebatch',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c3d48ca810e25d3b2745334a9296711e3508042f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ecc3e', table='slm_samplebatch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicatorevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6066c2ef81c91a7ef2a50eb75e80a45bb9e0b305', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9886f', table='slm_indicatorevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(fields=('service', 'kind', 'slice', 'name'), name='indicator_once', nulls_distinct=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_indicatorevent" ("id", "is_fed", "kind", "max_gap_seconds", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "service_id", "slice_id", "source_id") VALUES (NEW."id", NEW."is_fed", NEW."kind", NEW."max_gap_seconds", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."service_id", NEW."slice_id", NEW."source_id"); RETURN NULL;', hash='d850737c7c0f6f4290ec3144ed93f08fc146cb68', operation='INSERT', pgid='pgtrigger_insert_insert_b1f26', table='slm_indicator', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "slm_indicatorevent" ("id", "is_fed", "kind", "max_gap_seconds", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "service_id", "slice_id", "source_id") VALUES (NEW."id", NEW."is_fed", NEW."kind", NEW."max_gap_seconds", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."service_id", NEW."slice_id", NEW."source_id"); RETURN NULL;', hash='65c37f7945af3ccff2f3ba78a1bb10a70dcd92df', operation='UPDATE', pgid='pgtrigger_update_update_236df', table='slm_indicator', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "slm_indicatorevent" ("id", "is_fed", "kind", "max_gap_seconds", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "service_id", "slice_id", "source_id") VALUES (OLD."id", OLD."is_fed", OLD."kind", OLD."max_gap_seconds", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."service_id", OLD."slice_id", OLD."source_id"); RETURN NULL;', hash='8b3bd0bce1fe1a8a62e8133d29b17467eff98025', operation='DELETE', pgid='pgtrigger_delete_delete_a5e7d', table='slm_indicator', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(fields=['service', 'start_at'], name='fact_by_service'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('end_at', None)), fields=['service'], name='fact_open'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.UniqueConstraint(fields=('source', 'external_id', 'reused_start_at'), name='fact_key', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.CheckConstraint(condition=models.Q(('end_at', None), ('end_at__gte', models.F('start_at')), _connector='OR'), name='fact_start_before_end'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sourceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8586c82fcec0cf98d37715d347f1edb96a21d6ed', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3b10c', table='slm_sourceevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='staterun',
            index=models.Index(fields=['indicator', 'start_at'], name='run_by_indicator'),
        ),
    ]
