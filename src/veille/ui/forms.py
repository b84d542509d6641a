"""What every form that writes facts has."""

from django import forms

from veille.ledger.ids import new_id


class FloorForm(forms.Form):
    """A form that writes facts: `submission` is its own identity, so that sent twice it is one."""

    use_required_attribute = False
    submission = forms.CharField(
        max_length=32, required=False, widget=forms.HiddenInput, initial=new_id
    )

    @property
    def identity(self) -> str | None:
        return self.cleaned_data.get("submission") or None
