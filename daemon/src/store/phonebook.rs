//! Users whom the company's phonebook lists.

use super::{Store, StoreError, users::list};
use crate::directory::Listed;

/// The most people that a phonebook holds. The largest sites that we mean have a fifth of it.
const MOST: u32 = 50_000;

impl Store {
    /// Everybody who is to be listed and has a number, in no order that matters, and the revision that it is the state
    /// of.
    pub fn phonebook(&mut self) -> Result<(Vec<Listed>, i64), StoreError> {
        self.look(|tx, _| {
            let mut statement = tx.prepare_cached(
                "SELECT u.first_name, u.last_name, coalesce(u.department, ''),
                        (SELECT json_group_array(number ORDER BY position) FROM extensions WHERE user_id = u.id),
                        (SELECT json_group_array(number ORDER BY id) FROM phone_numbers WHERE user_id = u.id)
                 FROM users u WHERE u.in_directory AND (
                    EXISTS (SELECT 1 FROM extensions WHERE user_id = u.id)
                    OR EXISTS (SELECT 1 FROM phone_numbers WHERE user_id = u.id)) ORDER BY u.id LIMIT ?1",
            )?;
            let rows = statement.query_map([MOST], |row| {
                Ok(Listed {
                    first_name: row.get(0)?,
                    last_name: row.get(1)?,
                    department: row.get(2)?,
                    extensions: list(&row.get::<_, String>(3)?),
                    numbers: list(&row.get::<_, String>(4)?),
                })
            })?;
            let people = rows.collect::<Result<_, _>>()?;
            let revision = tx.query_row("SELECT revision FROM site", [], |row| row.get(0))?;
            Ok((people, revision))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::store::testing::{Bench, extension, phone_number, user_named};

    #[test]
    fn who_does_not_want_to_be_listed_or_has_no_number_is_not() {
        let mut bench = Bench::new("asterisk");
        let mut ada = user_named("ada@example.com", "Ada", "Park");
        ada.extensions = vec![extension("2001"), extension("2002")];
        ada.phone_numbers = vec![phone_number("+18005551212")];
        ada.department = Some("Sales".to_owned());
        let mut hidden = user_named("bob@example.com", "Bob", "Hidden");
        hidden.extensions = vec![extension("2003")];
        hidden.in_directory = false;
        bench.add(vec![ada, hidden, user_named("cy@example.com", "Cy", "Silent")]);
        let (people, revision) = bench.store.phonebook().unwrap();
        assert_eq!(revision, bench.store.revision().unwrap());
        let told: Vec<_> = people.iter().map(|one| (one.name(), one.extensions.join(" "))).collect();
        assert_eq!(told, [("Ada Park".to_owned(), "2001 2002".to_owned())]);
        assert_eq!((people[0].numbers[0].as_str(), people[0].department.as_str()), ("+18005551212", "Sales"));
    }
}
