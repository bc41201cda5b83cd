//! Whom the company's phonebook lists.

/// A person in the phonebook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// First name; may be empty.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// Free label; empty where they have none.
    pub department: String,
    /// Extensions, the main one first.
    pub extensions: Vec<String>,
    /// External numbers.
    pub numbers: Vec<String>,
}

impl Listed {
    /// First and last name as people say them.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}
