"""The shape of what is typed about the ruler; rights and soundness are the actions' matter."""
