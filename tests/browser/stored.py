"""One case as the practice page is given it, for the drawer."""

CASE = {
    "reference": "NM-26-0042",
    "kind": "near_miss",
    "unit": "Rose",
    "state": "open",
    "opened_at": "2026-01-09T14:03:00+00:00",
}
ACCOUNT = {
    "reference": "NM-26-0042",
    "kind": "near_miss",
    "state": "open",
    "opened_at": "2026-01-09T14:03:00+00:00",
    "closed_at": None,
    "severity": "severe",
    "category": "medicine",
    "unit": "Rose",
    "shift": "day",
    "happened_at": "2026-01-09T14:00:00+00:00",
    "potential": "very_bad",
    "resident": "R-07",
    "reporter": "Amina Bello",
    "steps": [
        {
            "name": "report",
            "role": "care_worker",
            "record": "near_miss_log",
            "state": "acted",
            "owed_at": "2026-01-09T14:03:00+00:00",
            "acknowledged_at": "2026-01-09T14:03:00+00:00",
            "acknowledged_by": "Amina Bello",
            "act_by": None,
            "acted_at": "2026-01-09T14:03:00+00:00",
            "acted_by": "Amina Bello",
        },
        {
            "name": "review",
            "role": "senior",
            "record": "risk_review_sheet",
            "state": "acknowledged",
            "owed_at": "2026-01-09T14:03:00+00:00",
            "acknowledged_at": "2026-01-09T14:05:00+00:00",
            "acknowledged_by": "Sam Okoro",
            "act_by": "2026-01-09T15:05:00+00:00",
            "acted_at": None,
            "acted_by": None,
        },
    ],
    "records": [
        {
            "kind": "near_miss_log",
            "title": "Near miss log",
            "edition": 1,
            "author": "Amina Bello",
            "role": "care_worker",
            "channel": "practice",
            "filed_at": "2026-01-09T14:03:00+00:00",
            "hash": "5d1f0c9be2a47c6f8f9d0aa3c1b2",
            "answers": [
                {
                    "field": "what",
                    "asked": "What nearly went wrong?",
                    "answer": "medicine",
                    "label": "Medicine",
                },
                {
                    "field": "stopped",
                    "asked": "What did you do to stop it?",
                    "answer": ["checked", "told"],
                    "label": ["Checked the chart", "Told the senior"],
                },
                {
                    "field": "words",
                    "asked": "What happened, in your own words?",
                    "answer": "<b>The pot was empty</b> but the pack was full.",
                    "label": "<b>The pot was empty</b> but the pack was full.",
                },
            ],
        }
    ],
    "timeline": [
        {
            "at": "2026-01-09T14:03:00+00:00",
            "what": "Reported",
            "who": "Amina Bello",
            "detail": "",
        },
        {
            "at": "2026-01-09T14:03:00+00:00",
            "what": "Sam Okoro was told",
            "who": None,
            "detail": "Senior on duty on Rose.",
        },
        {
            "at": "2026-01-09T14:05:00+00:00",
            "what": "Acknowledged",
            "who": "Sam Okoro",
            "detail": "",
        },
    ],
    "messages": [
        {
            "to": "Sam Okoro",
            "about": "alert",
            "channel": "practice",
            "state": "sent",
            "owed_at": "2026-01-09T14:03:00+00:00",
            "sent_at": "2026-01-09T14:03:00+00:00",
            "seen_at": None,
            "attempts": 1,
        }
    ],
}
