//! What the shells ask about people; one user action is one transaction.
