//! Who is being served: at most one thing per client address and port. Pure.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::{IpAddr, SocketAddr};

/// Things by a small number (for the poller) and by client. Numbers are used again.
#[derive(Debug)]
pub struct Table<T> {
    slots: Vec<Option<(SocketAddr, T)>>,
    free: Vec<usize>,
    by_client: HashMap<SocketAddr, usize>,
    per_address: HashMap<IpAddr, usize>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new(), by_client: HashMap::new(), per_address: HashMap::new() }
    }
}

impl<T> Table<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_client.len()
    }

    /// How many there are of one address.
    pub fn len_of(&self, address: IpAddr) -> usize {
        self.per_address.get(&address).copied().unwrap_or(0)
    }

    /// The number of a client's.
    pub fn find(&self, client: SocketAddr) -> Option<usize> {
        self.by_client.get(&client).copied()
    }

    /// The one with this number, and its client.
    pub fn get(&mut self, number: usize) -> Option<&mut (SocketAddr, T)> {
        self.slots.get_mut(number)?.as_mut()
    }

    /// Takes one in, for a client that has none ([`Table::find`]).
    pub fn insert(&mut self, client: SocketAddr, thing: T) -> usize {
        let number = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() - 1
        });
        self.slots[number] = Some((client, thing));
        self.by_client.insert(client, number);
        *self.per_address.entry(client.ip()).or_insert(0) += 1;
        number
    }

    /// Takes one out.
    pub fn remove(&mut self, number: usize) -> Option<T> {
        let (client, thing) = self.slots.get_mut(number)?.take()?;
        self.free.push(number);
        self.by_client.remove(&client);
        if let Entry::Occupied(mut count) = self.per_address.entry(client.ip()) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
        Some(thing)
    }

    /// Takes all out.
    pub fn drain(&mut self) -> impl Iterator<Item = T> {
        std::mem::take(self).slots.into_iter().flatten().map(|(_, thing)| thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 7], port))
    }

    #[test]
    fn each_client_is_found_by_number_and_by_address() {
        let mut table = Table::default();
        let (one, two) = (table.insert(client(1), 'a'), table.insert(client(2), 'b'));
        assert_eq!((table.find(client(2)), table.len(), table.len_of(client(9).ip())), (Some(two), 2, 2));
        assert_eq!(table.get(one), Some(&mut (client(1), 'a')));
    }

    #[test]
    fn what_is_taken_out_leaves_nothing_behind() {
        let mut table = Table::default();
        let number = table.insert(client(1), 'a');
        assert_eq!((table.remove(number), table.remove(number)), (Some('a'), None));
        assert_eq!((table.find(client(1)), table.len(), table.len_of(client(1).ip())), (None, 0, 0));
        assert!(table.per_address.is_empty());
        assert_eq!(table.insert(client(2), 'b'), number, "the number is used again");
    }

    #[test]
    fn draining_empties_it() {
        let mut table = Table::default();
        table.insert(client(1), 'a');
        assert_eq!(table.drain().collect::<Vec<_>>(), ['a']);
        assert_eq!(table.len(), 0);
    }
}
