//! The site's settings: their names, what each may be, and what stands where nobody has said.
