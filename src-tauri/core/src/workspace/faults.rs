//! Named points where tests make the program fail or die, and mutations that tests must notice.
//! In a user's hands nothing happens at them.

use std::sync::Arc;

/// The name of a point, in the order in which a letter meets them: `before-claim`, `before-mark`, `after-mark`,
/// `mid-body`, `before-eod`, `after-reply`, `before-commit`, `after-commit`.
pub type FaultPoint = &'static str;

type Strike = dyn Fn(FaultPoint) + Send + Sync;

/// What happens at fault points.
#[derive(Clone, Default)]
pub struct Faults {
    strike: Option<Arc<Strike>>,
    mutation: Option<Arc<str>>,
}

impl Faults {
    /// Calls `strike` at every point; it may panic, sleep or end the process.
    #[must_use]
    pub fn new(strike: impl Fn(FaultPoint) + Send + Sync + 'static) -> Self {
        Self { strike: Some(Arc::new(strike)), mutation: None }
    }

    /// Breaks one promise on purpose, so that a test can show that it would notice: `mark-after-dot`, `resume-from-the-top`. Or breaks
    /// none, and makes common what is rare on a slow machine or with few people: `in-batches`, `soon-apart`.
    #[must_use]
    pub fn with_mutation(mut self, name: &str) -> Self {
        self.mutation = Some(name.into());
        self
    }

    /// The program passes the point `name`.
    pub fn point(&self, name: FaultPoint) {
        if let Some(strike) = &self.strike {
            strike(name);
        }
    }

    /// Whether the promise behind `name` is broken on purpose.
    #[must_use]
    pub fn mutated(&self, name: &str) -> bool {
        self.mutation.as_deref() == Some(name)
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(if self.strike.is_some() || self.mutation.is_some() { "Faults(armed)" } else { "Faults" })
    }
}
