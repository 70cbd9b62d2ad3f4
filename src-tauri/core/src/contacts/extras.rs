//! What a file can say of somebody beside what a form has.

use super::photo::Photo;
use super::positions::PositionInput;
use super::relations::ToldRelation;

/// It comes with a person who is made; of who is here already it fills what they lack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extras {
    /// Their photo.
    pub photo: Option<Photo>,
    /// Where they worked and work, in the order in which an export tells it.
    pub positions: Vec<PositionInput>,
    /// What they are to others, who may come with the same file.
    pub relations: Vec<ToldRelation>,
}
