"""The static timetable names tasks that exist, in Vietnamese time."""

from qcdc.celery import app


def test_every_timed_task_exists() -> None:
    app.loader.import_default_modules()
    timed = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert timed <= set(app.tasks)


def test_the_worker_lives_in_vietnamese_time() -> None:
    assert str(app.timezone) == "Asia/Ho_Chi_Minh"


def test_publishing_never_waits_for_a_stalled_broker() -> None:
    assert app.conf.task_publish_retry is False
    assert app.conf.broker_connection_timeout <= 5
