//! Pictures and films that say where they were made: a town, and the name of whoever made them, which is to stay.

/// The town.
pub(crate) const PLACE: &[u8] = b"Middelburg";
/// Who took it.
pub(crate) const NAME: &[u8] = b"Ana Ferreira";
/// What stands for the picture itself.
pub(crate) const SEEN: &[u8] = b"what is to be seen";

/// A packet of XMP in which attributes, elements and lists name the town.
pub(crate) fn packet() -> Vec<u8> {
    "<?xpacket begin='\u{FEFF}' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><!-- City > -->\
     <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
     xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:exif='http://ns.adobe.com/exif/1.0/' \
     xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' xmlns:ext='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' \
     exif:GPSLatitude=\"51,29.9N Middelburg\" photoshop:City = 'Middelburg > here' photoshop:Credit='Ana Ferreira'>\
     <exif:GPSLongitude>3,36.6E Middelburg</exif:GPSLongitude><ext:LocationCreated><rdf:Bag><rdf:li rdf:parseType='Resource'>\
     <ext:City>Middelburg</ext:City></rdf:li></rdf:Bag></ext:LocationCreated><photoshop:State rdf:resource='Middelburg'/>\
     <dc:creator><rdf:Seq><rdf:li>Ana Ferreira</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
        .as_bytes()
        .to_vec()
}

/// Records of IPTC: who made it, and the town twice.
pub(crate) fn records() -> Vec<u8> {
    let mut all = Vec::new();
    for (set, words) in [(90, PLACE), (80, NAME), (92, PLACE), (105, b"The lens")] {
        all.extend_from_slice(&[0x1C, 2, set]);
        all.extend_from_slice(&u16::try_from(words.len()).unwrap().to_be_bytes());
        all.extend_from_slice(words);
    }
    all
}

struct Order(bool);

impl Order {
    fn two(&self, number: usize) -> [u8; 2] {
        let number = u16::try_from(number).unwrap();
        if self.0 { number.to_le_bytes() } else { number.to_be_bytes() }
    }

    fn four(&self, number: usize) -> [u8; 4] {
        let number = u32::try_from(number).unwrap();
        if self.0 { number.to_le_bytes() } else { number.to_be_bytes() }
    }

    /// A table that begins at a place of the file, with values behind it: tag, kind, how many, value.
    fn table(&self, at: usize, entries: &[(usize, usize, usize, Vec<u8>)], next: usize) -> Vec<u8> {
        let mut table = self.two(entries.len()).to_vec();
        let (mut behind, from) = (Vec::new(), at + 6 + 12 * entries.len());
        for (tag, kind, number, value) in entries {
            table.extend_from_slice(&[self.two(*tag), self.two(*kind)].concat());
            table.extend_from_slice(&self.four(*number));
            if value.len() <= 4 {
                table.extend_from_slice(value);
                table.resize(table.len() + 4 - value.len(), 0);
            } else {
                table.extend_from_slice(&self.four(from + behind.len()));
                behind.extend_from_slice(value);
                behind.resize(behind.len().next_multiple_of(2), 0);
            }
        }
        table.extend_from_slice(&self.four(next));
        [table, behind].concat()
    }
}

/// A TIFF in either order of bytes, whose picture stands in one strip; with `alone` the place is all that the camera wrote.
pub(crate) fn tiff(little: bool, alone: bool) -> Vec<u8> {
    let order = Order(little);
    let words = |tag, words: &[u8]| (tag, 2, words.len() + 1, [words, b"\0"].concat());
    let place = |at| {
        let degrees: Vec<u8> = [51, 1, 29, 1, 9, 10].into_iter().flat_map(|n| order.four(n)).collect();
        let (area, method) = ([b"ASCII\0\0\0", PLACE].concat(), [b"ASCII\0\0\0GPS ", PLACE].concat());
        let entries =
            [(0, 1, 4, vec![2, 3, 0, 0]), words(1, b"N"), (2, 5, 3, degrees), (27, 7, method.len(), method), (28, 7, area.len(), area)];
        order.table(at, &entries, 0)
    };
    let mut file = if little { b"II\x2A\0".to_vec() } else { b"MM\0\x2A".to_vec() };
    if alone {
        file.extend_from_slice(&order.four(26));
        file.extend_from_slice(SEEN);
        let (first, second) = (26, 26 + 18);
        file.extend(order.table(first, &[(0x8825, 4, 1, order.four(second).to_vec())], 0));
        file.extend(place(second));
        return file;
    }
    let (camera, gps) = (8 + SEEN.len(), 8 + SEEN.len() + 18 + 20);
    let places = place(gps);
    let first = (gps + places.len()).next_multiple_of(2);
    file.extend_from_slice(&order.four(first));
    file.extend_from_slice(SEEN);
    let taken = order.table(camera, &[(0x9003, 2, 20, b"2026:11:20 09:30:00\0".to_vec())], 0);
    file.extend(taken);
    assert_eq!(file.len(), gps);
    file.extend(places);
    file.resize(first, 0);
    let photoshop = [b"8BIM\x04\x04\0\0".as_slice(), &u32::try_from(records().len()).unwrap().to_be_bytes(), &records()].concat();
    let one = |number: usize| order.four(number).to_vec();
    let entries = [
        (0x0111, 4, 1, one(8)),
        (0x0117, 4, 1, one(SEEN.len())),
        words(0x013B, NAME),
        (0x02BC, 1, packet().len(), packet()),
        (0x83BB, 7, records().len(), records()),
        (0x8649, 7, photoshop.len(), photoshop),
        (0x8769, 4, 1, one(camera)),
        (0x8825, 4, 1, one(gps)),
    ];
    file.extend(order.table(first, &entries, 0));
    file
}

/// A box with what stands in it.
pub(crate) fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len() + 8).unwrap().to_be_bytes(), kind.as_slice(), body].concat()
}

fn kind_of_item(id: u8, kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    boxed(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], kind.as_slice(), b"\0", content].concat())
}

/// A HEIC whose camera's words stand in two pieces among the data, and its XMP within the box of items.
pub(crate) fn heic() -> Vec<u8> {
    let (exif, xmp) = ([b"\0\0\0\x06Exif\0\0".as_slice(), &tiff(false, false)].concat(), packet());
    let cut = 300;
    let kinds = [kind_of_item(1, b"hvc1", b""), kind_of_item(2, b"Exif", b""), kind_of_item(3, b"mime", b"application/rdf+xml\0")].concat();
    let infos = boxed(b"iinf", &[b"\0\0\0\0\0\x03".as_slice(), &kinds].concat());
    let four = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
    let made = |data: usize| {
        let item = |id: u8, method: u8, pieces: &[(usize, usize)]| {
            let mut item = vec![0, id, 0, method, 0, 0, 0, u8::try_from(pieces.len()).unwrap()];
            pieces.iter().for_each(|(from, length)| item.extend([four(*from), four(*length)].concat()));
            item
        };
        let second = data + cut + SEEN.len();
        let places = [
            item(1, 0, &[(data + cut, SEEN.len())]),
            item(2, 0, &[(data, cut), (second, exif.len() - cut)]),
            item(3, 1, &[(0, xmp.len())]),
        ]
        .concat();
        let places = boxed(b"iloc", &[b"\x01\0\0\0\x44\0\0\x03".as_slice(), &places].concat());
        let handler = boxed(b"hdlr", b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0");
        let meta = boxed(b"meta", &[b"\0\0\0\0".as_slice(), &handler, &infos, &places, &boxed(b"idat", &xmp)].concat());
        [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), meta].concat()
    };
    let data = [exif.get(..cut).unwrap(), SEEN, exif.get(cut..).unwrap()].concat();
    [made(made(0).len() + 8), boxed(b"mdat", &data)].concat()
}

/// A track of a kind of samples.
pub(crate) fn track(of: &[u8; 4], samples: &[u8]) -> Vec<u8> {
    let handler = boxed(b"hdlr", &[b"\0\0\0\0mhlr".as_slice(), of, &[0; 13]].concat());
    let kinds = boxed(b"stsd", &[b"\0\0\0\0\0\0\0\x01".as_slice(), samples].concat());
    boxed(b"trak", &boxed(b"mdia", &[handler, boxed(b"minf", &boxed(b"stbl", &kinds))].concat()))
}

/// A film of QuickTime with a picture's track and such further ones as are given.
pub(crate) fn film(further: &[u8]) -> Vec<u8> {
    let keys = [b"com.apple.quicktime.artist".as_slice(), b"com.apple.quicktime.location.ISO6709"];
    let keys: Vec<u8> = keys.iter().flat_map(|key| boxed(b"mdta", key)).collect();
    let keys = boxed(b"keys", &[b"\0\0\0\0\0\0\0\x02".as_slice(), &keys].concat());
    let said = |number: u8, words: &[u8]| boxed(&[0, 0, 0, number], &boxed(b"data", &[b"\0\0\0\x01\0\0\0\0", words].concat()));
    let list = boxed(b"ilst", &[said(1, NAME), said(2, PLACE)].concat());
    let meta = boxed(b"meta", &[boxed(b"hdlr", b"\0\0\0\0\0\0\0\0mdta\0\0\0\0\0\0\0\0\0\0\0\0\0"), keys, list].concat());
    let beside = [
        boxed(b"\xA9xyz", &[b"\0\x0A\x15\xC7", PLACE].concat()),
        boxed(b"loci", &[b"\0\0\0\0\x15\xC7", PLACE, b"\0\0"].concat()),
        boxed(b"name", NAME),
        boxed(b"XMP_", &packet()),
        vec![0; 4],
    ];
    let all =
        [boxed(b"mvhd", &[0; 100]), track(b"vide", &boxed(b"avc1", &[0; 70])), further.to_vec(), boxed(b"udta", &beside.concat()), meta];
    let xmp = [b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC".as_slice(), &packet()].concat();
    [boxed(b"ftyp", b"qt  \0\0\0\0qt  "), boxed(b"mdat", SEEN), boxed(b"moov", &all.concat()), boxed(b"uuid", &xmp)].concat()
}

/// Whether bytes hold others.
pub(crate) fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
