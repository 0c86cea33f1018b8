"""The lifecycle of a version: steps, authority, signatures, negotiation, changes, and its guards."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_raw_samples'),
        ('agreements', '0007_requirements_and_sections'),
        ('brm', '0003_history_of_token_limits'),
        ('common', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('slm', '0011_counters_and_scores'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(blank=True, choices=[('sla', 'Service level agreement (SLA)'), ('ola', 'Operational level agreement (OLA)'), ('uc', 'Underpinning contract (UC)')], max_length=3, verbose_name='only agreements of this kind')),
                ('capacity', models.CharField(help_text='Such as: head of procurement.', max_length=120, verbose_name='signs as')),
                ('basis', models.CharField(blank=True, help_text='The decree, mandate or statute that gives the authority.', max_length=200, verbose_name='by virtue of')),
                ('limit_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='up to')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='until')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
            ],
            options={
                'verbose_name': 'authority to sign',
                'verbose_name_plural': 'authorities to sign',
                'ordering': ['person__name', '-valid_from', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AuthorityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('kind', models.CharField(blank=True, choices=[('sla', 'Service level agreement (SLA)'), ('ola', 'Operational level agreement (OLA)'), ('uc', 'Underpinning contract (UC)')], max_length=3, verbose_name='only agreements of this kind')),
                ('capacity', models.CharField(help_text='Such as: head of procurement.', max_length=120, verbose_name='signs as')),
                ('basis', models.CharField(blank=True, help_text='The decree, mandate or statute that gives the authority.', max_length=200, verbose_name='by virtue of')),
                ('limit_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='up to')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='until')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ChangeRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('reason', models.TextField(verbose_name='what should change, and why')),
                ('asked_by', models.CharField(max_length=160, verbose_name='asked by')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('refusal', models.TextField(blank=True, verbose_name='why not')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'change request',
                'verbose_name_plural': 'change requests',
                'ordering': ['agreement', 'number'],
            },
        ),
        migrations.CreateModel(
            name='ChangeRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('reason', models.TextField(verbose_name='what should change, and why')),
                ('asked_by', models.CharField(max_length=160, verbose_name='asked by')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('refusal', models.TextField(blank=True, verbose_name='why not')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('section', models.SlugField(blank=True, max_length=40, verbose_name='section')),
                ('side', models.CharField(choices=[('provider', 'ours'), ('customer', "the customer's")], max_length=8)),
                ('is_internal', models.BooleanField(default=False, verbose_name='only for ourselves')),
                ('text', models.TextField(verbose_name='comment')),
                ('written_at', models.DateTimeField(verbose_name='written')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='resolved')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
                'ordering': ['version', 'written_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CommentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('section', models.SlugField(blank=True, db_index=False, max_length=40, verbose_name='section')),
                ('side', models.CharField(choices=[('provider', 'ours'), ('customer', "the customer's")], max_length=8)),
                ('is_internal', models.BooleanField(default=False, verbose_name='only for ourselves')),
                ('text', models.TextField(verbose_name='comment')),
                ('written_at', models.DateTimeField(verbose_name='written')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='resolved')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('provider', 'ours'), ('customer', "the customer's")], max_length=8)),
                ('is_internal', models.BooleanField(default=False)),
                ('threshold_ppm', models.PositiveIntegerField(blank=True, null=True)),
                ('limit', models.PositiveBigIntegerField(blank=True, null=True)),
                ('comment', models.TextField(blank=True, verbose_name='why')),
                ('made_at', models.DateTimeField(verbose_name='proposed')),
                ('answer', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('refused', 'Refused')], default='open', max_length=8, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['version', 'made_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ProposalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('side', models.CharField(choices=[('provider', 'ours'), ('customer', "the customer's")], max_length=8)),
                ('is_internal', models.BooleanField(default=False)),
                ('threshold_ppm', models.PositiveIntegerField(blank=True, null=True)),
                ('limit', models.PositiveBigIntegerField(blank=True, null=True)),
                ('comment', models.TextField(blank=True, verbose_name='why')),
                ('made_at', models.DateTimeField(verbose_name='proposed')),
                ('answer', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('refused', 'Refused')], default='open', max_length=8, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('turn', models.CharField(choices=[('provider', 'ours'), ('customer', "the customer's")], max_length=8, verbose_name='turn')),
                ('turn_since_at', models.DateTimeField(verbose_name='turn since')),
                ('opened_at', models.DateTimeField(verbose_name='opened')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
            ],
            options={
                'verbose_name': 'round of negotiation',
                'verbose_name_plural': 'rounds of negotiation',
                'ordering': ['version', 'number'],
            },
        ),
        migrations.CreateModel(
            name='RoundEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('turn', models.CharField(choices=[('provider', 'ours'), ('customer', "the customer's")], max_length=8, verbose_name='turn')),
                ('turn_since_at', models.DateTimeField(verbose_name='turn since')),
                ('opened_at', models.DateTimeField(verbose_name='opened')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Signatory',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('part', models.CharField(choices=[('approver', 'Approves'), ('signatory', 'Signs')], default='signatory', max_length=9, verbose_name='what they do')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='place in the order')),
                ('delegated_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded')),
            ],
            options={
                'verbose_name': 'signatory',
                'verbose_name_plural': 'signatories',
                'ordering': ['version', 'part', 'order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SignatoryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('part', models.CharField(choices=[('approver', 'Approves'), ('signatory', 'Signs')], default='signatory', max_length=9, verbose_name='what they do')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='place in the order')),
                ('delegated_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('act', models.CharField(choices=[('approved', 'Approved'), ('signed', 'Signed'), ('declined', 'Declined'), ('delegated', 'Delegated'), ('voided', 'Voided')], max_length=9, verbose_name='act')),
                ('authority_words', models.CharField(blank=True, max_length=300)),
                ('method', models.CharField(blank=True, choices=[('in_app', 'in the application'), ('minutes', 'minutes'), ('email', 'e-mail'), ('upload', 'signed document, uploaded')], max_length=7, verbose_name='method')),
                ('text_hash', models.CharField(max_length=64)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('evidence', models.TextField(blank=True, verbose_name='evidence')),
                ('signed_at', models.DateTimeField(verbose_name='when')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
            ],
            options={
                'verbose_name': 'signature',
                'verbose_name_plural': 'signatures',
                'ordering': ['signatory', 'number'],
            },
        ),
        migrations.CreateModel(
            name='SignatureEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('act', models.CharField(choices=[('approved', 'Approved'), ('signed', 'Signed'), ('declined', 'Declined'), ('delegated', 'Delegated'), ('voided', 'Voided')], max_length=9, verbose_name='act')),
                ('authority_words', models.CharField(blank=True, max_length=300)),
                ('method', models.CharField(blank=True, choices=[('in_app', 'in the application'), ('minutes', 'minutes'), ('email', 'e-mail'), ('upload', 'signed document, uploaded')], max_length=7, verbose_name='method')),
                ('text_hash', models.CharField(max_length=64)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('evidence', models.TextField(blank=True, verbose_name='evidence')),
                ('signed_at', models.DateTimeField(verbose_name='when')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=24)),
                ('before', models.CharField(choices=[('intent', 'Statement of intent'), ('draft', 'Draft'), ('negotiation', 'Negotiation'), ('agreed', 'Agreed'), ('signing', 'Signing'), ('signed', 'Signed'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn')], max_length=12)),
                ('after', models.CharField(choices=[('intent', 'Statement of intent'), ('draft', 'Draft'), ('negotiation', 'Negotiation'), ('agreed', 'Agreed'), ('signing', 'Signing'), ('signed', 'Signed'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn')], max_length=12)),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('taken_at', models.DateTimeField(verbose_name='taken')),
                ('number', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'step of a version',
                'verbose_name_plural': 'steps of versions',
                'ordering': ['version', 'number'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='version',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='version',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='version',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='version',
            name='lapses_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='signing lapses'),
        ),
        migrations.AddField(
            model_name='version',
            name='signed_to',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='version',
            name='takes_over_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='takes over'),
        ),
        migrations.AddField(
            model_name='version',
            name='terminated_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='terminated'),
        ),
        migrations.AddField(
            model_name='version',
            name='terminated_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='version',
            name='termination_reason',
            field=models.TextField(blank=True, verbose_name='reason of termination'),
        ),
        migrations.AddField(
            model_name='version',
            name='text_hash',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='version',
            name='value_amount',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Compared with the amount up to which each signatory may sign.', max_digits=18, null=True, verbose_name='worth over its term'),
        ),
        migrations.AddField(
            model_name='version',
            name='value_currency',
            field=models.CharField(blank=True, max_length=3, verbose_name='currency'),
        ),
        migrations.AddField(
            model_name='versionevent',
            name='lapses_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='signing lapses'),
        ),
        migrations.AddField(
            model_name='versionevent',
            name='signed_to',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='versionevent',
            name='takes_over_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='takes over'),
        ),
        migrations.AddField(
            model_name='versionevent',
            name='terminated_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='terminated'),
        ),
        migrations.AddField(
            model_name='versionevent',
            name='terminated_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='versionevent',
            name='termination_reason',
            field=models.TextField(blank=True, verbose_name='reason of termination'),
        ),
        migrations.AddField(
            model_name='versionevent',
            name='text_hash',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='versionevent',
            name='value_amount',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Compared with the amount up to which each signatory may sign.', max_digits=18, null=True, verbose_name='worth over its term'),
        ),
        migrations.AddField(
            model_name='versionevent',
            name='value_currency',
            field=models.CharField(blank=True, max_length=3, verbose_name='currency'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='frozen_with_its_version', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE touched bigint[]; is_frozen boolean;', func="\n            IF TG_OP = 'INSERT' THEN touched := ARRAY[NEW.version_id];\n            ELSIF TG_OP = 'DELETE' THEN touched := ARRAY[OLD.version_id];\n            ELSE touched := ARRAY[OLD.version_id, NEW.version_id];\n            END IF;\n            \n        SELECT EXISTS (\n            SELECT 1 FROM agreements_version\n             WHERE id = ANY(touched) AND state IN ('signing', 'signed', 'superseded', 'withdrawn')\n        ) INTO is_frozen;\n    \n            IF is_frozen THEN\n                RAISE EXCEPTION 'version_frozen: its targets do not change any more'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='6c2ff85bc421c05109e93668f3f69a0d527cb659', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_frozen_with_its_version_10434', table='agreements_target', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='lifecycle', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE free text[] := ARRAY['state', 'effective_to', 'activated_at', 'activated_by_id', 'lapses_at', 'terminated_at', 'terminated_by_id', 'termination_reason'];", func="\n            IF TG_OP = 'INSERT' THEN\n                IF NEW.state NOT IN ('intent', 'draft') THEN\n                    RAISE EXCEPTION 'version_state: nothing begins as %', NEW.state\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n            END IF;\n            IF TG_OP = 'DELETE' THEN\n                IF OLD.state IN ('signing', 'signed', 'superseded', 'withdrawn') THEN\n                    RAISE EXCEPTION 'version_frozen: version % is %', OLD.id, OLD.state\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN OLD;\n            END IF;\n            IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('agreed', 'negotiation'), ('agreed', 'signing'), ('agreed', 'withdrawn'), ('draft', 'agreed'), ('draft', 'negotiation'), ('draft', 'withdrawn'), ('intent', 'draft'), ('intent', 'withdrawn'), ('negotiation', 'agreed'), ('negotiation', 'withdrawn'), ('signed', 'superseded'), ('signing', 'agreed'), ('signing', 'negotiation'), ('signing', 'signed'), ('signing', 'withdrawn')) THEN\n                RAISE EXCEPTION 'version_state: % does not lead to %', OLD.state, NEW.state\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            IF OLD.state IN ('signing', 'signed', 'superseded', 'withdrawn') THEN\n                IF NEW.state IN ('negotiation', 'agreed') THEN\n                    free := free || ARRAY['text_hash', 'signed_to'];\n                ELSIF NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn' THEN\n                    free := free || ARRAY['effective_from', 'takes_over_at'];\n                ELSIF OLD.state = 'signing' AND NEW.state = 'signed'\n                    AND OLD.effective_from IS NULL\n                    AND NEW.effective_from = OLD.takes_over_at\n                THEN\n                    free := free || ARRAY['effective_from'];\n                END IF;\n                IF (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free) THEN\n                    RAISE EXCEPTION 'version_frozen: version % is %', OLD.id, OLD.state\n                        USING ERRCODE = 'check_violation';\n                END IF;\n            END IF;\n            RETURN NEW;\n        ", hash='644ee564b7428b30eb00cf35ff7b79798ae77c13', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lifecycle_45a19', table='agreements_version', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_versionevent" ("activated_at", "activated_by_id", "agreement_id", "effective_from", "effective_to", "evidence", "governing_language", "id", "lapses_at", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_set_id", "sections", "signed_to", "state", "takes_over_at", "terminated_at", "terminated_by_id", "termination_reason", "text_hash", "value_amount", "value_currency") VALUES (NEW."activated_at", NEW."activated_by_id", NEW."agreement_id", NEW."effective_from", NEW."effective_to", NEW."evidence", NEW."governing_language", NEW."id", NEW."lapses_at", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."section_set_id", NEW."sections", NEW."signed_to", NEW."state", NEW."takes_over_at", NEW."terminated_at", NEW."terminated_by_id", NEW."termination_reason", NEW."text_hash", NEW."value_amount", NEW."value_currency"); RETURN NULL;', hash='fd5042dc1167f6126352d7dbd3b28f51d8060935', operation='INSERT', pgid='pgtrigger_insert_insert_5ef23', table='agreements_version', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_versionevent" ("activated_at", "activated_by_id", "agreement_id", "effective_from", "effective_to", "evidence", "governing_language", "id", "lapses_at", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_set_id", "sections", "signed_to", "state", "takes_over_at", "terminated_at", "terminated_by_id", "termination_reason", "text_hash", "value_amount", "value_currency") VALUES (NEW."activated_at", NEW."activated_by_id", NEW."agreement_id", NEW."effective_from", NEW."effective_to", NEW."evidence", NEW."governing_language", NEW."id", NEW."lapses_at", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."section_set_id", NEW."sections", NEW."signed_to", NEW."state", NEW."takes_over_at", NEW."terminated_at", NEW."terminated_by_id", NEW."termination_reason", NEW."text_hash", NEW."value_amount", NEW."value_currency"); RETURN NULL;', hash='6737737d1f7be8a400f124d3e6192852e5e538a2', operation='UPDATE', pgid='pgtrigger_update_update_9bd2a', table='agreements_version', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_versionevent" ("activated_at", "activated_by_id", "agreement_id", "effective_from", "effective_to", "evidence", "governing_language", "id", "lapses_at", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_set_id", "sections", "signed_to", "state", "takes_over_at", "terminated_at", "terminated_by_id", "termination_reason", "text_hash", "value_amount", "value_currency") VALUES (OLD."activated_at", OLD."activated_by_id", OLD."agreement_id", OLD."effective_from", OLD."effective_to", OLD."evidence", OLD."governing_language", OLD."id", OLD."lapses_at", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."section_set_id", OLD."sections", OLD."signed_to", OLD."state", OLD."takes_over_at", OLD."terminated_at", OLD."terminated_by_id", OLD."termination_reason", OLD."text_hash", OLD."value_amount", OLD."value_currency"); RETURN NULL;', hash='758004a68f9e1f07d074df2a3842413180c6dec4', operation='DELETE', pgid='pgtrigger_delete_delete_5c340', table='agreements_version', when='AFTER')),
        ),
        migrations.AddField(
            model_name='authority',
            name='agreement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.agreement', verbose_name='only this agreement'),
        ),
        migrations.AddField(
            model_name='authority',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='authority',
            name='customer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brm.customer', verbose_name='for'),
        ),
        migrations.AddField(
            model_name='authority',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorities', to='accounts.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='authority',
            name='provider',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slm.provider', verbose_name='for'),
        ),
        migrations.AddField(
            model_name='authority',
            name='revoked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='authorityevent',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement', verbose_name='only this agreement'),
        ),
        migrations.AddField(
            model_name='authorityevent',
            name='created_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='authorityevent',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='brm.customer', verbose_name='for'),
        ),
        migrations.AddField(
            model_name='authorityevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='authorityevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='authorityevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.authority'),
        ),
        migrations.AddField(
            model_name='authorityevent',
            name='provider',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='slm.provider', verbose_name='for'),
        ),
        migrations.AddField(
            model_name='authorityevent',
            name='revoked_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='agreements.agreement'),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='agreements.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='agreements.version'),
        ),
        migrations.AddField(
            model_name='changerequestevent',
            name='agreement',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.agreement'),
        ),
        migrations.AddField(
            model_name='changerequestevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='changerequestevent',
            name='party',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='changerequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='changerequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.changerequest'),
        ),
        migrations.AddField(
            model_name='changerequestevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='changerequestevent',
            name='version',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.version'),
        ),
        migrations.AddField(
            model_name='comment',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agreements.party'),
        ),
        migrations.AddField(
            model_name='comment',
            name='resolved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='target',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='agreements.target'),
        ),
        migrations.AddField(
            model_name='comment',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='agreements.version'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='author',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='party',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.party'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.comment'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='resolved_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='target',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.target'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.version'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proposal',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proposal',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agreements.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='agreements.target'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='agreements.version'),
        ),
        migrations.AddField(
            model_name='proposalevent',
            name='answered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proposalevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proposalevent',
            name='party',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='proposalevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='proposalevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.proposal'),
        ),
        migrations.AddField(
            model_name='proposalevent',
            name='target',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.target'),
        ),
        migrations.AddField(
            model_name='proposalevent',
            name='version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.version'),
        ),
        migrations.AddField(
            model_name='round',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='agreements.version'),
        ),
        migrations.AddField(
            model_name='proposalevent',
            name='round',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.round'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='agreements.round'),
        ),
        migrations.AddField(
            model_name='roundevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='roundevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.round'),
        ),
        migrations.AddField(
            model_name='roundevent',
            name='version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.version'),
        ),
        migrations.AddField(
            model_name='signatory',
            name='delegate',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person', verbose_name='delegate'),
        ),
        migrations.AddField(
            model_name='signatory',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='signatories', to='agreements.party'),
        ),
        migrations.AddField(
            model_name='signatory',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='signatory',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatories', to='agreements.version'),
        ),
        migrations.AddField(
            model_name='signatoryevent',
            name='delegate',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.person', verbose_name='delegate'),
        ),
        migrations.AddField(
            model_name='signatoryevent',
            name='party',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.party'),
        ),
        migrations.AddField(
            model_name='signatoryevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='signatoryevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='signatoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.signatory'),
        ),
        migrations.AddField(
            model_name='signatoryevent',
            name='version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.version'),
        ),
        migrations.AddField(
            model_name='signature',
            name='authority',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.authority'),
        ),
        migrations.AddField(
            model_name='signature',
            name='evidence_file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='common.file'),
        ),
        migrations.AddField(
            model_name='signature',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='signature',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signature',
            name='signatory',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='agreements.signatory'),
        ),
        migrations.AddField(
            model_name='signatureevent',
            name='authority',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.authority'),
        ),
        migrations.AddField(
            model_name='signatureevent',
            name='evidence_file',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='common.file'),
        ),
        migrations.AddField(
            model_name='signatureevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='signatureevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='signatureevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.signature'),
        ),
        migrations.AddField(
            model_name='signatureevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signatureevent',
            name='signatory',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.signatory'),
        ),
        migrations.AddField(
            model_name='step',
            name='actor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='step',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='agreements.version'),
        ),
        migrations.AddConstraint(
            model_name='authority',
            constraint=models.CheckConstraint(condition=models.Q(('customer', None), ('provider', None), _connector='OR'), name='authority_for_one_side'),
        ),
        migrations.AddConstraint(
            model_name='authority',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_from__lt', models.F('valid_to')), _connector='OR'), name='authority_start_before_end'),
        ),
        migrations.AddConstraint(
            model_name='authority',
            constraint=models.CheckConstraint(condition=models.Q(('limit_amount', None), models.Q(('limit_amount__gt', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='authority_limit_has_a_currency'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='authority',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_authorityevent" ("agreement_id", "basis", "capacity", "created_at", "created_by_id", "currency", "customer_id", "id", "kind", "limit_amount", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "revoked_at", "revoked_by_id", "valid_from", "valid_to") VALUES (NEW."agreement_id", NEW."basis", NEW."capacity", NEW."created_at", NEW."created_by_id", NEW."currency", NEW."customer_id", NEW."id", NEW."kind", NEW."limit_amount", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provider_id", NEW."revoked_at", NEW."revoked_by_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='222d7aff0e4077c9c1bb21eb47931fd3adbbdb09', operation='INSERT', pgid='pgtrigger_insert_insert_49a59', table='agreements_authority', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='authority',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_authorityevent" ("agreement_id", "basis", "capacity", "created_at", "created_by_id", "currency", "customer_id", "id", "kind", "limit_amount", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "revoked_at", "revoked_by_id", "valid_from", "valid_to") VALUES (NEW."agreement_id", NEW."basis", NEW."capacity", NEW."created_at", NEW."created_by_id", NEW."currency", NEW."customer_id", NEW."id", NEW."kind", NEW."limit_amount", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provider_id", NEW."revoked_at", NEW."revoked_by_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='dd23dca3ec5997b0725c1ae956b87233620d0959', operation='UPDATE', pgid='pgtrigger_update_update_c4d5d', table='agreements_authority', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='authority',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_authorityevent" ("agreement_id", "basis", "capacity", "created_at", "created_by_id", "currency", "customer_id", "id", "kind", "limit_amount", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "revoked_at", "revoked_by_id", "valid_from", "valid_to") VALUES (OLD."agreement_id", OLD."basis", OLD."capacity", OLD."created_at", OLD."created_by_id", OLD."currency", OLD."customer_id", OLD."id", OLD."kind", OLD."limit_amount", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."provider_id", OLD."revoked_at", OLD."revoked_by_id", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='5a9b2c0b39cf50aaeac702697fb18106ed50727e', operation='DELETE', pgid='pgtrigger_delete_delete_10914', table='agreements_authority', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='authorityevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7ccb92482a2d7c665b41daf8c8a7b1cf88ccda1c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0ddf3', table='agreements_authorityevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.UniqueConstraint(fields=('agreement', 'number'), name='change_number'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(('version', None), ('refusal', ''), _connector='OR'), name='change_answered_or_refused'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_changerequestevent" ("agreement_id", "asked_by", "decided_at", "decided_by_id", "id", "number", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id", "refusal", "version_id") VALUES (NEW."agreement_id", NEW."asked_by", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."number", NEW."party_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."refusal", NEW."version_id"); RETURN NULL;', hash='fe6f1e84c4f8f3d6a122d76451364aa929c666ec', operation='INSERT', pgid='pgtrigger_insert_insert_012b3', table='agreements_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_changerequestevent" ("agreement_id", "asked_by", "decided_at", "decided_by_id", "id", "number", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id", "refusal", "version_id") VALUES (NEW."agreement_id", NEW."asked_by", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."number", NEW."party_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."refusal", NEW."version_id"); RETURN NULL;', hash='22a8ae033af19e3c072d814fd71a60b74e3bd4a3', operation='UPDATE', pgid='pgtrigger_update_update_b02a5', table='agreements_changerequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='changerequestevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d897d35056d4de3015f6457cd09b42fcbc0b227a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0a380', table='agreements_changerequestevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('section', ''), ('target', None), _connector='OR'), name='comment_on_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('side', 'provider'), ('is_internal', False), _connector='OR'), name='customers_write_nothing_internal'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_commentevent" ("author_id", "id", "is_internal", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolved_at", "resolved_by_id", "section", "side", "target_id", "text", "version_id", "written_at") VALUES (NEW."author_id", NEW."id", NEW."is_internal", NEW."party_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resolved_at", NEW."resolved_by_id", NEW."section", NEW."side", NEW."target_id", NEW."text", NEW."version_id", NEW."written_at"); RETURN NULL;', hash='f355b8ead76eb2619536510950697c02684e5bef', operation='INSERT', pgid='pgtrigger_insert_insert_07329', table='agreements_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_commentevent" ("author_id", "id", "is_internal", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolved_at", "resolved_by_id", "section", "side", "target_id", "text", "version_id", "written_at") VALUES (NEW."author_id", NEW."id", NEW."is_internal", NEW."party_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resolved_at", NEW."resolved_by_id", NEW."section", NEW."side", NEW."target_id", NEW."text", NEW."version_id", NEW."written_at"); RETURN NULL;', hash='f6529846c9ca49c06a8281a6ee41e611c1795b63', operation='UPDATE', pgid='pgtrigger_update_update_e44b4', table='agreements_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='06580f9a7016766d30c9b18330856d57f1207343', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_523a1', table='agreements_commentevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(fields=('version', 'number'), name='round_number'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('version',), name='one_open_round'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='round',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_roundevent" ("closed_at", "id", "number", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "turn", "turn_since_at", "version_id") VALUES (NEW."closed_at", NEW."id", NEW."number", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."turn", NEW."turn_since_at", NEW."version_id"); RETURN NULL;', hash='6842ff77c627f571019b1f2717c69e2b23464b64', operation='INSERT', pgid='pgtrigger_insert_insert_c4b25', table='agreements_round', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='round',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_roundevent" ("closed_at", "id", "number", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "turn", "turn_since_at", "version_id") VALUES (NEW."closed_at", NEW."id", NEW."number", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."turn", NEW."turn_since_at", NEW."version_id"); RETURN NULL;', hash='dd94e43274676afca033abe1eefd074df2ceb9e0', operation='UPDATE', pgid='pgtrigger_update_update_3de96', table='agreements_round', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposalevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3d7296ba57147d12ca7b9c7bc3ba2d774e6c5be3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9a91e', table='agreements_proposalevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('limit', None), ('threshold_ppm__isnull', False)), models.Q(('limit__isnull', False), ('threshold_ppm', None)), _connector='OR'), name='proposal_has_one_figure'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_proposalevent" ("answer", "answered_at", "answered_by_id", "comment", "id", "is_internal", "limit", "made_at", "made_by_id", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "round_id", "side", "target_id", "threshold_ppm", "version_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."comment", NEW."id", NEW."is_internal", NEW."limit", NEW."made_at", NEW."made_by_id", NEW."party_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."round_id", NEW."side", NEW."target_id", NEW."threshold_ppm", NEW."version_id"); RETURN NULL;', hash='e6103c557aed29282681cfeed7ab9e5f28fc8984', operation='INSERT', pgid='pgtrigger_insert_insert_8f1b5', table='agreements_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_proposalevent" ("answer", "answered_at", "answered_by_id", "comment", "id", "is_internal", "limit", "made_at", "made_by_id", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "round_id", "side", "target_id", "threshold_ppm", "version_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."comment", NEW."id", NEW."is_internal", NEW."limit", NEW."made_at", NEW."made_by_id", NEW."party_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."round_id", NEW."side", NEW."target_id", NEW."threshold_ppm", NEW."version_id"); RETURN NULL;', hash='2ab75890c437ebf4b9cb2c86e22dff873f62d32f', operation='UPDATE', pgid='pgtrigger_update_update_3d27b', table='agreements_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roundevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4bea14ef98a77d74153091f9cb8d2bdc6e272735', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b6b33', table='agreements_roundevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='signatory',
            constraint=models.UniqueConstraint(fields=('version', 'party', 'person', 'part'), name='signatory_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='signatory',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delegate', None), ('delegated_until', None)), models.Q(('delegate__isnull', False), ('delegated_until__isnull', False)), _connector='OR'), name='delegation_is_dated'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signatory',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_signatoryevent" ("asked_at", "delegate_id", "delegated_until", "id", "order", "part", "party_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "version_id") VALUES (NEW."asked_at", NEW."delegate_id", NEW."delegated_until", NEW."id", NEW."order", NEW."part", NEW."party_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reminded_at", NEW."version_id"); RETURN NULL;', hash='0ec0b43d2779e48d8bd0158fc0b9ecf26434a082', operation='INSERT', pgid='pgtrigger_insert_insert_3029c', table='agreements_signatory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signatory',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_signatoryevent" ("asked_at", "delegate_id", "delegated_until", "id", "order", "part", "party_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "version_id") VALUES (NEW."asked_at", NEW."delegate_id", NEW."delegated_until", NEW."id", NEW."order", NEW."part", NEW."party_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reminded_at", NEW."version_id"); RETURN NULL;', hash='d353bf6c3384b357b437317e3d5f518f3774dd11', operation='UPDATE', pgid='pgtrigger_update_update_00c7a', table='agreements_signatory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signatory',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_signatoryevent" ("asked_at", "delegate_id", "delegated_until", "id", "order", "part", "party_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "version_id") VALUES (OLD."asked_at", OLD."delegate_id", OLD."delegated_until", OLD."id", OLD."order", OLD."part", OLD."party_id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reminded_at", OLD."version_id"); RETURN NULL;', hash='66512778bcd60cd975391d0d8f5d1bf36d44a38d', operation='DELETE', pgid='pgtrigger_delete_delete_03946', table='agreements_signatory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signatoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2755120202bd66a59532a0d705e8a0439f00a954', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9564f', table='agreements_signatoryevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('signatory', 'number'), name='signature_number'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e1a3e935564b7630b5504ebab5c47e5369d91b3a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3f9b7', table='agreements_signature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_signatureevent" ("act", "authority_id", "authority_words", "evidence", "evidence_file_id", "id", "method", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id", "signatory_id", "signed_at", "text_hash") VALUES (NEW."act", NEW."authority_id", NEW."authority_words", NEW."evidence", NEW."evidence_file_id", NEW."id", NEW."method", NEW."number", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."signatory_id", NEW."signed_at", NEW."text_hash"); RETURN NULL;', hash='1a3db940006fb0b28aa31f15653ea2b00f0066ea', operation='INSERT', pgid='pgtrigger_insert_insert_6d3e4', table='agreements_signature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signatureevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='415ea5e9ee815348a55788a32eb2e6b74a244e0e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5297a', table='agreements_signatureevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('version', 'number'), name='step_number'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bc25219711ad10baa972b2523494372fdacbb558', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5f703', table='agreements_step', when='BEFORE')),
        ),
    ]
