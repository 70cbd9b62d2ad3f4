//! Grammar and spelling, offline (W9): harper and Hunspell's dictionaries judge what the core asks. A leaf that only the two shells
//! link, since harper is slow to build.
