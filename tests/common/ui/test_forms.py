from django import forms
from django.utils.translation import override

from common.ui.forms import DateInput, summary_of


class TargetForm(forms.Form):
    refused = "The target was not saved"
    threshold = forms.DecimalField(
        max_value=100,
        help_text="at least",
        widget=forms.NumberInput({"data-unit": "%"}),
    )
    starts_on = forms.DateField(label="In force from", widget=DateInput)
    unknown = forms.ChoiceField(choices=[("out", "leave out")], widget=forms.RadioSelect)
    why = forms.CharField(required=False, widget=forms.Textarea)
    warn = forms.BooleanField(required=False)


REFUSED = {"threshold": "100.5", "unknown": "out", "why": "typed <b>text</b>"}


def test_an_error_is_tied_to_its_field():
    drawn = TargetForm(REFUSED)["threshold"].as_field_group()
    assert (
        'aria-invalid="true" aria-describedby="id_threshold_helptext id_threshold_error"' in drawn
    )
    assert 'id="id_threshold_error"' in drawn
    assert 'id="id_threshold_helptext"' in drawn


def test_the_summary_counts_and_links():
    drawn = str(TargetForm(REFUSED))
    assert "<b>The target was not saved: 2 fields need a change.</b>" in drawn
    assert '<a href="#id_threshold">Threshold</a>' in drawn
    assert '<a href="#id_starts_on">In force from</a>' in drawn


def test_nothing_typed_is_lost():
    drawn = str(TargetForm(REFUSED))
    assert 'value="100.5"' in drawn
    assert "typed &lt;b&gt;text&lt;/b&gt;" in drawn


def test_an_untouched_form_has_no_summary():
    assert "error-summary" not in str(TargetForm())


def test_an_optional_field_says_so():
    assert "optional" in TargetForm()["why"].as_field_group()
    assert "optional" not in TargetForm()["threshold"].as_field_group()


def test_a_unit_stands_beside_the_input():
    drawn = TargetForm()["threshold"].as_field_group()
    assert '<span aria-hidden="true">%</span>' in drawn


def test_choices_are_a_fieldset_with_a_legend():
    drawn = TargetForm()["unknown"].as_field_group()
    assert "<fieldset" in drawn
    assert "<legend>Unknown" in drawn
    assert drawn.count('class="choice"') == 1


def test_a_day_is_given_to_the_browser_in_its_own_form():
    with override("id"):
        drawn = str(TargetForm(initial={"starts_on": "2026-11-25"})["starts_on"])
    assert 'type="date"' in drawn
    assert 'value="2026-11-25"' in drawn


def test_a_refusal_in_indonesian():
    class Plain(forms.Form):
        name = forms.CharField()

    with override("id"):
        assert summary_of(Plain({})) == "Tidak disimpan: 1 isian perlu diubah."
