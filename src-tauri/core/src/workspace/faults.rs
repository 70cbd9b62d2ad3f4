//! Named points where tests make the program fail or die. In a user's hands nothing happens at them.

use std::sync::Arc;

/// The name of a point, in the order in which a letter meets them: `before-claim`, `after-claim`, `mid-body`, …
pub type FaultPoint = &'static str;

/// What happens at fault points.
#[derive(Clone, Default)]
pub struct Faults(Option<Arc<dyn Fn(FaultPoint) + Send + Sync>>);

impl Faults {
    /// Calls `strike` at every point; it may panic, sleep or end the process.
    #[must_use]
    pub fn new(strike: impl Fn(FaultPoint) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(strike)))
    }

    /// The program passes the point `name`.
    pub fn point(&self, name: FaultPoint) {
        if let Some(strike) = &self.0 {
            strike(name);
        }
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(if self.0.is_some() { "Faults(armed)" } else { "Faults" })
    }
}
