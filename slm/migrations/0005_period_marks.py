"""Where the latest bad time of a period ended, and since when its sums cannot be trusted."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('slm', '0004_narrow_days'),
    ]

    operations = [
        migrations.AddField(
            model_name='periodstate',
            name='last_bad_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='periodstate',
            name='failed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='periodstate',
            index=models.Index(condition=models.Q(('failed_at__isnull', False)), fields=['failed_at'], name='periodstate_failed'),
        ),
    ]
