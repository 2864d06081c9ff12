"""Rows of the measured thing."""

from dossiers.models.deadline import ClosingRecord, DeadlineChange
from dossiers.models.dossier import Dossier, LayerTotal, Submission
from dossiers.models.evidence import Document, DocumentVersion, EvidenceUse
from dossiers.models.explanation import Explanation
from dossiers.models.notice import Notice
from dossiers.models.printing import PrintJob
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
    "LayerTotal",
    "Notice",
    "PrintJob",
    "Score",
    "ScoringRun",
    "Submission",
    "UnitResult",
]
