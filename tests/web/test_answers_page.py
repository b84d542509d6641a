"""A laboratory's file at the desk: what is wrong is named, and the result's page says more."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from veille.accounts.models import Role

from ..supply.scene import take_in
from .night import Night, words


def send(night: Night, name: str, text: str, language: str = "en"):
    told = {"file": SimpleUploadedFile(name, text.encode()), "laboratory": "Santé Canada"}
    return night.client(Role.NURSE, language).post(reverse("supply-answers"), told)


def test_answers_go_in_and_a_bad_row_is_named_in_the_readers_language(night: Night):
    label = take_in().label
    text = f"sample,method,substance,share\n{label},GC-MS,carfentanil,0.3\n{label},GC-MS,x,140\n"
    page = words(send(night, "a.csv", text, "fr"))
    assert "1 nouvelles" in page
    assert "140" in page
    result = words(Client().get(reverse("result-en", args=[label])))
    assert "carfentanil" in result.lower()


def test_json_that_is_none_is_refused_in_a_sentence(night: Night):
    answer = send(night, "a.json", "{")
    assert answer.status_code == 422
    assert "Nothing was taken in" in words(answer)


def test_a_file_that_is_empty_is_refused_in_a_sentence(night: Night):
    answer = send(night, "a.csv", "")
    assert (answer.status_code, "The file is empty" in words(answer)) == (422, True)
