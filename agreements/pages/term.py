"""What people do about an agreement's term: record notice, renew, hold or move its review."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.models.agreement import REVIEW_MONTHS
from agreements.operations.give_notice import give_notice
from agreements.operations.renew_term import renew_term
from agreements.operations.review_agreement import hold_review, move_review
from agreements.pages.crumbs import agreement_crumbs
from agreements.pages.forms import form_page
from agreements.pages.lookup import managed_agreement
from agreements.pages.term_forms import MoveReviewForm, NoticeForm, RenewalForm, ReviewForm
from agreements.queries.local_dates import local_day
from agreements.queries.term_dates import dates_of
from common.ui.times import write_day
from slm.engine.periods import add_months


@login_required
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """Record a notice that arrived; the page says which day it would end."""
    agreement = managed_agreement(request.user, code)
    now = timezone.now()
    dates = dates_of(agreement, at=now)
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        agreement=agreement,
        initial={"received_on": local_day(now, agreement.zone)},
    )
    consequences = [_("It cannot be taken back: a new version begins anew.")]
    if dates.by_notice_on is not None:
        ends = _("With notice that arrives today the last day is %(day)s.")
        consequences.insert(0, ends % {"day": write_day(dates.by_notice_on)})
    if dates.notice_on is not None:
        last = _("Up to %(day)s it still ends with that day; later, with the term after.")
        consequences.insert(1, last % {"day": write_day(dates.notice_on)})
    return _answer(
        request,
        agreement,
        form,
        lambda: give_notice(agreement=agreement, **form.cleaned_data, actor=request.user, at=now),
        done=_("Notice of %(code)s was recorded.") % {"code": agreement.code},
        template="ui/confirm.html",
        heading=_("Record notice of %(agreement)s") % {"agreement": agreement},
        submit=_("Record notice"),
        consequences=consequences,
        danger=True,
    )


@login_required
def renew(request: HttpRequest, code: str) -> HttpResponse:
    """Agree on a further term."""
    agreement = managed_agreement(request.user, code)
    form = RenewalForm(request.POST if request.method == "POST" else None)
    return _answer(
        request,
        agreement,
        form,
        lambda: renew_term(
            agreement=agreement, **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_("%(code)s was renewed.") % {"code": agreement.code},
        heading=_("Renew %(agreement)s") % {"agreement": agreement},
        submit=_("Renew"),
    )


@login_required
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Record that the agreement was reviewed."""
    agreement = managed_agreement(request.user, code)
    now = timezone.now()
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        initial={"next_on": _a_year_from(agreement, now)},
    )
    return _answer(
        request,
        agreement,
        form,
        lambda: hold_review(
            agreement=agreement,
            outcome=form.cleaned_data["words"],
            next_on=form.cleaned_data["next_on"],
            actor=request.user,
            at=now,
        ),
        done=_("The review of %(code)s was recorded.") % {"code": agreement.code},
        heading=_("Review of %(agreement)s") % {"agreement": agreement},
        submit=_("Record review"),
    )


@login_required
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Move the next review, with the reason."""
    agreement = managed_agreement(request.user, code)
    form = MoveReviewForm(
        request.POST if request.method == "POST" else None,
        initial={"next_on": agreement.next_review_on},
    )
    return _answer(
        request,
        agreement,
        form,
        lambda: move_review(
            agreement=agreement,
            reason=form.cleaned_data["words"],
            next_on=form.cleaned_data["next_on"],
            actor=request.user,
            at=timezone.now(),
        ),
        done=_("The next review of %(code)s was moved.") % {"code": agreement.code},
        heading=_("Move the review of %(agreement)s") % {"agreement": agreement},
        submit=_("Move review"),
    )


def _a_year_from(agreement: Agreement, now: Any) -> Any:
    today = local_day(now, agreement.zone)
    assert today is not None
    return add_months(today, REVIEW_MONTHS)


def _answer(
    request: HttpRequest,
    agreement: Agreement,
    form: forms.Form,
    act: Callable[[], object],
    *,
    done: str,
    **context: Any,
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda _form: act(),
        done=done,
        goes_to=agreement,
        cancel_url=agreement.get_absolute_url(),
        crumbs=agreement_crumbs(agreement, context["heading"]),
        **context,
    )
