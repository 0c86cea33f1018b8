"""A feed says where its last run begins; older ones are looked up once more."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('slm', '0006_compute_again'),
    ]

    operations = [
        migrations.AddField(
            model_name='feed',
            name='run_start_at',
            field=models.DateTimeField(null=True),
        ),
    ]
