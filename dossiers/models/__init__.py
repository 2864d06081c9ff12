"""Rows of the measured thing."""

from dossiers.models.deadline import ClosingRecord, DeadlineChange
from dossiers.models.desk import Presence, Upload
from dossiers.models.dossier import Dossier, LayerTotal, Submission
from dossiers.models.evidence import (
    Document,
    DocumentVersion,
    EvidenceUse,
    FileCheck,
    Original,
)
from dossiers.models.explanation import Explanation
from dossiers.models.notice import Notice, Reminder
from dossiers.models.printing import PrintJob
from dossiers.models.registration import Registration
from dossiers.models.report import LeafComment, PaperWanted, Report
from dossiers.models.result import ScoringRun, UnitResult
from dossiers.models.score import Score

__all__ = [
    "ClosingRecord",
    "DeadlineChange",
    "Document",
    "DocumentVersion",
    "Dossier",
    "EvidenceUse",
    "Explanation",
    "FileCheck",
    "LayerTotal",
    "LeafComment",
    "Notice",
    "Original",
    "PaperWanted",
    "Presence",
    "PrintJob",
    "Registration",
    "Reminder",
    "Report",
    "Score",
    "ScoringRun",
    "Submission",
    "UnitResult",
    "Upload",
]
