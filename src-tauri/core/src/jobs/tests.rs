use super::*;

#[test]
fn a_job_tells_its_progress_and_stops_when_asked() {
    let registry = Arc::new(Registry::default());
    let job = registry.begin(Message::new("workspace.action.setting"));
    job.progress(3, Some(10));
    assert_eq!(registry.list()[0].progress, Progress { done: 3, total: Some(10) });
    assert!(!job.cancelled());
    registry.cancel(job.id());
    assert!(job.cancelled());
    registry.dismiss(job.id());
    assert_eq!(registry.list().len(), 1, "a running job cannot be dismissed");
    job.end(Outcome::Cancelled);
    registry.dismiss(job.id());
    assert!(registry.list().is_empty());
}
