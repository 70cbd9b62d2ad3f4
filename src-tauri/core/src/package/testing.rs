//! Packages as nobody should make them, put together byte by byte: no packer would.

/// A package of parts that are deflated already, each with the size that it says it has.
pub(crate) fn packed(parts: &[(&str, Vec<u8>, u32)]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, bytes, says) in parts {
        // Version, flags, method 8 (deflated), time, date, checksum, size, unpacked size, name's length, further length.
        let mut about = vec![20, 0, 0, 0, 8, 0, 0, 0, 33, 0];
        about.extend(checksum(bytes).to_le_bytes());
        about.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        about.extend(says.to_le_bytes());
        about.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        about.extend([0, 0]);
        list.extend(b"PK\x01\x02\x14\0");
        list.extend(&about);
        list.extend([0; 10]);
        list.extend(u32::try_from(out.len()).unwrap().to_le_bytes());
        list.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&about);
        out.extend(name.as_bytes());
        out.extend(bytes);
    }
    let (count, from) = (u16::try_from(parts.len()).unwrap().to_le_bytes(), u32::try_from(out.len()).unwrap().to_le_bytes());
    let length = u32::try_from(list.len()).unwrap().to_le_bytes();
    out.extend(list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend([length, from].concat());
    out.extend([0, 0]);
    out
}

/// The CRC-32 of a part that is one stored block; what is blown up has none, and is refused before anybody would ask.
fn checksum(part: &[u8]) -> u32 {
    let [1, _, _, _, _, text @ ..] = part else { return 0 };
    !text.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// Deflated: `before`, then one letter so often that it is `bytes` long, then `after`. It packs 158 times, less than is suspicious.
pub(crate) fn blown(before: &str, letter: u8, bytes: usize, after: &str) -> Vec<u8> {
    let mut out = stored(before, 0);
    // A block of fixed codes; the letter once, then "258 letters of one letter ago" again and again; its end.
    let mut bits = Bits { out: &mut out, held: 0, count: 0 };
    bits.put(0b010, 3);
    bits.code(0x30 + u32::from(letter), 8);
    for _ in 0..bytes / 258 {
        bits.code(0b1100_0101, 8);
        bits.code(0, 5);
    }
    bits.code(0, 7);
    // The last block is stored, which begins at a byte of its own.
    bits.put(0b001, 3);
    let rest = (8 - bits.count % 8) % 8;
    bits.put(0, rest);
    let tail = stored(after, 1);
    out.extend(tail.get(1..).unwrap_or_default());
    out
}

/// A block that is not packed at all.
pub(crate) fn stored(text: &str, last: u8) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap();
    [[last].as_slice(), &length.to_le_bytes(), &(!length).to_le_bytes(), text.as_bytes()].concat()
}

struct Bits<'o> {
    out: &'o mut Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits<'_> {
    /// The lowest bit first, as numbers stand.
    fn put(&mut self, value: u32, bits: u32) {
        self.held |= value << self.count;
        self.count += bits;
        while self.count >= 8 {
            self.out.push(self.held.to_le_bytes()[0]);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// The highest bit first, as codes stand.
    fn code(&mut self, value: u32, bits: u32) {
        self.put(value.reverse_bits() >> (32 - bits), bits);
    }
}
