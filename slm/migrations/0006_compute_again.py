"""Let the next cycle fill the day rows and marks anew."""

from django.db import migrations

AGAIN = """
INSERT INTO slm_dirty (indicator_id, from_at, to_at, created_at)
SELECT measure.indicator_id, min(period.start_at), NULL, now()
  FROM slm_periodstate AS period
  JOIN slm_measure AS measure ON measure.id = period.measure_id
 GROUP BY measure.indicator_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('slm', '0005_period_marks'),
    ]

    operations = [
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
