"""Print ``docs/states.md`` from the workflow's tables; a test compares the two."""

from django.core.management.base import BaseCommand

from accounts.enums import Role
from dossiers import workflow
from dossiers.enums import DossierState, Verb


class Command(BaseCommand):
    """Write the state tables and the diagram as Markdown on standard output."""

    help = "Print docs/states.md from dossiers/workflow.py"

    def handle(self, *args: object, **options: object) -> None:
        """Print the whole document."""
        self.stdout.write(document(), ending="")


def document() -> str:
    """Return the Markdown text of ``docs/states.md``."""
    lines = [
        "# A dossier's states",
        "",
        "Generated from `dossiers/workflow.py` by `manage.py describe_states > docs/states.md`;",
        "a test compares the two. Windows are the gate's business, rights the permissions'.",
        "",
        "| State | On screen | Who holds the ball |",
        "|---|---|---|",
    ]
    for state in DossierState:
        holder = workflow.HOLDERS.get(state)
        held = Role(holder).label if holder else "–"
        lines.append(f"| `{state.value}` | {state.label} | {held} |")
    lines += ["", "```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    for (state, verb), move in workflow.MOVES.items():
        carried = f" ({move.stages:+d} stage)" if move.stages else ""
        lines.append(f"    {state.value} --> {move.to.value}: {verb.value}{carried}")
    last = workflow.AFTER_THE_LAST_STAGE.value
    for state in (key[0] for key in workflow.MOVES if key[1] == Verb.SEND_UP):
        lines.append(f"    {state.value} --> {last}: send_up (from the last stage)")
    lines += ["```", ""]
    return "\n".join(lines)
