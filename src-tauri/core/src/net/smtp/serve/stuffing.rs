//! The message on its way in: dots taken off (RFC 5321 §4.5.2), the end found, line ends judged. Pure.

/// Where in a line the reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At a line's beginning.
    Begin,
    /// Behind a dot at a line's beginning.
    Dot,
    /// Behind that dot and a CR.
    DotReturn,
    /// Within a line.
    Within,
    /// Behind a CR.
    Return,
}

/// Takes a message in, however it is cut into packets.
#[derive(Debug)]
pub(super) struct Unstuffing {
    place: Place,
    /// A CR or a LF stood alone: another server might read the end of the message there (M1).
    lone: bool,
}

impl Default for Unstuffing {
    fn default() -> Self {
        Self { place: Place::Begin, lone: false }
    }
}

impl Unstuffing {
    /// Adds what of `bytes` belongs to the message to `message`. Gives how many bytes were used, once its end was among them.
    pub(super) fn take(&mut self, bytes: &[u8], message: &mut Vec<u8>) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            if self.place == Place::Within {
                // Most of a message: on to the next line end at once.
                let rest = bytes.get(at..).unwrap_or_default();
                let plain = memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
                message.extend_from_slice(rest.get(..plain).unwrap_or_default());
                at += plain;
                if plain == rest.len() {
                    break;
                }
                self.step(bytes.get(at).copied().unwrap_or_default(), message);
                at += 1;
                continue;
            }
            at += 1;
            if self.place == Place::DotReturn && byte == b'\n' {
                return Some(at);
            }
            self.step(byte, message);
        }
        None
    }

    /// Whether a CR or a LF stood alone somewhere.
    pub(super) fn found_lone_line_end(&self) -> bool {
        self.lone
    }

    fn step(&mut self, byte: u8, message: &mut Vec<u8>) {
        match self.place {
            Place::Begin if byte == b'.' => {
                self.place = Place::Dot;
                return;
            }
            Place::Dot if byte == b'\r' => {
                self.place = Place::DotReturn;
                return;
            }
            // The line was a dot, a CR and something else: the CR belongs to it.
            Place::DotReturn => {
                message.push(b'\r');
                self.place = Place::Return;
            }
            Place::Begin | Place::Dot | Place::Within | Place::Return => {}
        }
        let after_return = self.place == Place::Return;
        message.push(byte);
        self.place = match byte {
            b'\n' if after_return => Place::Begin,
            b'\r' => Place::Return,
            _ => Place::Within,
        };
        self.lone |= after_return != (byte == b'\n');
    }
}
