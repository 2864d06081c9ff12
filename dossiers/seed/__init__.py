"""The demo's data: invented people, figures and papers, every state reached by real actions.

Nothing here writes a state by hand: each act goes through the action that the page would call,
with a clock that stands at the instant when it is said to have happened.
"""
