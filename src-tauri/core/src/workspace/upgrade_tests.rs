//! Files of earlier schemas: each is brought up whole, after a backup, or stays as it was (R7).

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::testing::{TODAY, host};
use super::*;
use crate::PLUGS;
use crate::clock::ManualClock;
use crate::ids::Millis;

/// The steps that stand: a file somewhere was made by them, so they never change. A new step is added here when it stands.
const STANDING: [(&str, &str); 96] = [
    ("0001_workspace.sql", "23e04213b25eb41bb35e3f69f9aaffad171a621f39ae7563f3bfb5a74a07c918"),
    ("0002_accounts.sql", "da97a8d67385499b044ae00a9e57beadb8eeeb0372ee4bbfd33a3603c7e0a5dc"),
    ("0003_contacts.sql", "07c40e45be2fb2a75b5ffcd41046acf21567843029e1b26a853cf4f9caae4608"),
    ("0004_literature.sql", "abf91213d1f4db10c6fbe6f56d67c7fb3d50e4641ee37c69fc2f35ec7a8eccce"),
    ("0005_segments.sql", "95bc725edf5b8cbdeffca5476d75640891a3d4a4fe1309c6d002af08a6806983"),
    ("0006_distribution.sql", "60232c659253203d768603a216b8cc7f1f650df2a0a7cff17b14d09d979b77af"),
    ("0007_importing.sql", "b31b18e17fe7a90c9d89d0d5bec287290472925c958bd4ce3854cd74a65adc99"),
    ("0008_campaigns.sql", "a45c0fe1dec0f7637e98db1fb1e6a73d2ad2ddcb9c30a6c6c70b03060a8a3518"),
    ("0009_sender_proof.sql", "12b3581e1a1fbd043c414af2f1cbbc2e52a16a84f91f7210bdafad82f8079405"),
    ("0010_practice.sql", "3181ddeaba95c9633cd0afa1334a03db5bceefee87349e62ad8478b516530588"),
    ("0011_contacts_unseen.sql", "dc2a4315764c4126cc1c8f2730a2f7f2ab981d79af40c1faefd1e40838e8ff23"),
    ("0012_importing_done.sql", "c556f46d45b8557def1d9f0310dd1bf201be905da7f3982313aea9225f2e21aa"),
    ("0013_attachment_names.sql", "be4faba152e98e468b0f3718ee5050329e396de497439fbae094067fe53c8df9"),
    ("0014_contacts_unseen_ranges.sql", "2d9ccd62c4175e1fe1e4682f6e12f844c549bfd4481af28b40a15885b1f96135"),
    ("0015_embargo_agreement.sql", "e79573b620c56d669ab20b76f4911ef5ff5ed6f96083b66ad6a0515f32063d0f"),
    ("0016_distribution_pace.sql", "0d778bbe8094c0cd4a21cfee3a64cc7b552d73890ddc11e0cf1e12540965e208"),
    ("0017_account_pause.sql", "065b481eec8836cba8f352cd647bb8a75f1da35e353b093456b3d362cee05f6d"),
    ("0018_left_out_by_list.sql", "b84945d07918585a5f31f653830eb31f6117898873a98388fbcb4783b6368143"),
    ("0019_first_few.sql", "2ec7dd17dc710f189a47b1b5f555a53e74a1e55c9a99a8b7999403e5d7b602c2"),
    ("0020_contacts_search_pieces.sql", "1c9d7641240b1c292aee3a7c8628d1645fb56d0a8a55ad5396c3c876e113c357"),
    ("0021_signing_key.sql", "5d032728009238f9408554449913d8c11fb973759c8d14e652b1aa0a6ea05c76"),
    ("0022_schedule.sql", "311c529a37eb2f48e260af9ace11f3570328feb1575267fa4cddffdef02c69ec"),
    ("0023_breakers.sql", "1cc7e152d12e47e87a44d7dc5bfc9b6b8a551998de60eb919c894d36d4581174"),
    ("0024_learned_pace.sql", "0bd2177f87d43ba4945ae85a110be19285bee01965225f01a18a238113cfd952"),
    ("0025_account_reading.sql", "740fb356fbbabff6724f6197df749c9454d1bd460730b3109cf3632b559f026c"),
    ("0026_evidence.sql", "04790f3b05257fa7e77929f822d3b7cabba238b8ee46dced91361742b98ccdb2"),
    ("0027_account_sign_in.sql", "ed173a00bdd2463effa75c7be61bc5749b4c09fc07d7d6ae88129f15084c517a"),
    ("0028_lineage.sql", "b186ae8fab4ca9699041eedcaba09770e9f54a3b6ba6a89a0c36a015f705c17b"),
    ("0029_repairs.sql", "274e1c67aae42e8e0e7b179e2bb6a9d706453a8755d19599a6a4b8fb1e25bd37"),
    ("0030_copies.sql", "29c4826dec0204ba4b85a33b8ed1932b020b40899c2dee6ff58a031889cabc0e"),
    ("0031_deliverability.sql", "e7ad27c30c63961c8c7ded2d01171194b13dca22824e0f588b07c3432a44eacf"),
    ("0032_one_click.sql", "95a202f00a736b2c1f42ae01a33956dae5eb458d8c1026b832bd12d12c3d087c"),
    ("0033_hours.sql", "18f6af426ebb54f052af73f4a025629d1ba5ca4f534b891440068b127b8cdba9"),
    ("0034_own_files.sql", "7f9f5233f7e50da2e50442af38dd038a4cd08262657605c01ab361143e1fee9c"),
    ("0035_duplicates.sql", "226fee84070a63ce1cd0fa5859917e9e347f56060642f1e68c85da64215cac61"),
    ("0036_merges.sql", "ece4804ea68f76fee0006da0dec49a1543afdd8db88f711fc5c607e0f0ba61cd"),
    ("0037_merged_people.sql", "dca720a2fea9a475610c819050dd35c9634c4d8f67594392557973fe39becd57"),
    ("0038_suppression_again.sql", "c313d2124263ce04afc086a1682c47e8a0f274d303c526b9ebf9e49921c09778"),
    ("0039_import_opt_out.sql", "7300759187695967e1f5805a1bae2d5459cb135d13ce1db470c7b48f3323509c"),
    ("0040_tags_fields.sql", "609ff7de7e7b5c97632ba00ad235c8bf90bfadf9a5acb11c99ff048942452a40"),
    ("0041_outlets.sql", "543d90df679ed0f732763e69db424c7ccbaf42c672060b692f03e62add3f253f"),
    ("0042_touches.sql", "02e7bd4cae4b2ed024a5b1d6f8fc85d12df185b9e765f7e37eca17646ffab87d"),
    ("0043_contacted.sql", "41c6146f75cdff68017188ee839cab626b451ea377df0be55c63582f9d5a63ef"),
    ("0044_restriction.sql", "e0d2b5d98979a5afe962a35c667c96f8f7294779cdc6668ec0330fb095699a48"),
    ("0045_restricted.sql", "d8456faf783c25fe6fd8f7e2573939b5ad12164e8381a158a0030cd2aa0dcf4d"),
    ("0046_lists.sql", "4dc289bb5aae601082fdd64688ed71cee005088b6409b17195a5aa315c8b8f99"),
    ("0047_pins.sql", "045da4e9e06376fec54c388b807611704fbd6640cb9d87186529c6554a7bdc6c"),
    ("0048_handles_staff.sql", "550b767aff5f9e4f58ecf637f60214854d4a0b5f233bf8bc50b6bc68665b3a64"),
    ("0049_table_views.sql", "617ce74329ce8e20129256fd7b91b6d8919c6dccdf0b56a41ef56a34c7e59afc"),
    ("0050_past.sql", "a9f5c8b5f1f7bb85aded37602bcf10687deb0778bcc8b7fc0a2fcb4b8e0b4b0e"),
    ("0051_outlet_region.sql", "3db4e3f9bb517e31580adb3a953397ef424e85be7f9a88873e468b5c8662cdbb"),
    ("0052_noted_words.sql", "83e530a19d53a1974f26cc2d2003605be6e704df63e8a8d2a9aeb499ce7358bd"),
    ("0053_privacy.sql", "1f6197925fde76948570379b3739ae707d9086bc1cbd8b2661703a3f7d1c4c26"),
    ("0054_notice.sql", "3f73bd59fdfdf722a0afe3e596cc65d5796d7cdfb97b84b0d63ac54a166eb1c4"),
    ("0055_relations.sql", "8b35eea24d670099a01459590cd1f8580caceac910ea4341dd279c403f6d9fc7"),
    ("0056_photos.sql", "6ba6346397f19e340f39ae7a382364ea786e0eef2b0a806b007c06d3c48ed25a"),
    ("0057_beats.sql", "8ac8a8d7ca71d46e66b8122c89bdfec8fffc6a6a7e67a41f0af3a8affc46c317"),
    ("0058_outlet_names.sql", "83d0f0f1d47ea3b507dc96f1bf018c7137c46589ea4d2980e1dd59baf8a18ab1"),
    ("0059_consent.sql", "933109a4ef53313b035ca29f26a30ea6b958018bd8d81c894426113cc97ac43d"),
    ("0060_via.sql", "c62a5a559db42020c9acb6fd7e202b978342b65a867567ed0505766f1a39a467"),
    ("0061_outlet_views.sql", "2a78e112d1b17f3be6124a58b453032089c54fe026aab8a92caec1c7acfe23a5"),
    ("0062_imprint.sql", "585d5cf485dc2e7443dc0c9c1335d31b84affa6a8ffceb84b0c9b12a9bee6a85"),
    ("0063_desk.sql", "b18ee1ddfba2c7c4bc8ef60d97fd51b046561cb886b51972ec2cd57a05ca0571"),
    ("0064_quick_questions.sql", "8e2883fb2fa9e4350cc55f30de8c8f24b026c87e1bade762f07f9c6ed73c4e50"),
    ("0065_apart.sql", "1c3d2b386f0ce77bfa94c9e47eee5107e22f0dea71a801deabc9875b92116426"),
    ("0066_sealed_name.sql", "b2d0a06447e5f8480654cde471b79adf886f19099514cb130632b69236549855"),
    ("0067_right_domain.sql", "9fab97da580fb542a904279ce5231653227c6eda5ad5b8181c829fecdd1fbf92"),
    ("0068_became.sql", "3fa66e8e112dc56148f4d4b6ed78dfc47bbbf67894a6ff39312dea3599327237"),
    ("0069_comments.sql", "d9e47c79244b745dfdcd3cf8ee3aa8a87aa093b1a719ad401bde494bd4b4572e"),
    ("0070_checks.sql", "af5d8770b0bdb2a3ef6a20e235a95ee16e9e460149c2486969139a9b6ed677bc"),
    ("0071_approval.sql", "3ef4417f18d4f7b1a217b02ecf228aa9e8f416975ef9e9c0a2332d0db0693f82"),
    ("0072_proofing.sql", "8a18f9f29a5226e980331e273349ecd9e83e826831e5f1927626ba0c98a6e883"),
    ("0073_kinds.sql", "442a2ac6d00640d187342d1cbe457392c4a0ef96b274a246963364953c7f81a3"),
    ("0074_blocks.sql", "0b61eb0afafcc25f5bef40c1bdac6db061461b506b92f64500132bf5d84f8f72"),
    ("0075_templates.sql", "41eb921d58b5eb0ab1c8a880eb8a511fdffe3a8e0d4432a237ac1c2c1ef5056e"),
    ("0076_asset_files.sql", "a59cbb890574bf5c658ee6df06c157dc0d315a974a05a7ab42ac99881e83a0b1"),
    ("0077_assets.sql", "e74f1d70cd280a67b3d0d23ca78640848367aaea3a5f8379ea5f47eb808b888c"),
    ("0078_theme.sql", "5a46c6ac83cd85da09c0cb13281026b5104f18681d1a66fffbf98b7375b00717"),
    ("0079_cutdowns.sql", "1d184b71ed4a73e14d3764b04855e5cefeb173652740333aa458606ee983dafd"),
    ("0080_translation.sql", "4d439ab07dd5c0b17563b73aa1f25482f99252bd7403513683ec92f8dd4c7a6e"),
    ("0081_languages.sql", "27bc7dc10c78616aa7de41f03e7c3e4d75105f82eda478687930cf01e1aec593"),
    ("0082_steps.sql", "741938a284eb71fbc29fb352f399224476b8faf2127a4e08269e236272bd157d"),
    ("0083_shown_at.sql", "b8e39db72ede879ee32c093f5b4196daa2312011b4c52da1962eaccb9eae7988"),
    ("0084_on_the_web.sql", "d1843839d43f9abf99f05af6ff7d92fe5e1a85e06e52104fba87a753502394ff"),
    ("0085_suppressions.sql", "a93bea0cf29faf693e66f6efbc1cf5660297e3b17b6a1430842d879bd1159fdb"),
    ("0086_phone_digits.sql", "1dd2ca8a8c448320cbdd23c917f4dc4e448c6637e5d4b5a44b9b1ad1cdacb351"),
    ("0087_suppression_lifted.sql", "5484ba98445094a9bdfa313ae9733e9e8ce2eeb4bff5c1c6d4c57a291427764d"),
    ("0088_import_opt_out_further.sql", "44c72c16703eab099cb168d6d712129d441c130b6b9b1dd7527a3c379a91c509"),
    ("0089_days.sql", "dc112c9489cc5ff19efffe5d249bb85eacc0f9e6c44458e68a70dc428ab29622"),
    ("0090_import_again.sql", "be68d69e8e74d7324f2b7baabd26dfc02b88a80d0fdd352aee3e79dd287a0600"),
    ("0091_outlet_imports.sql", "0b18b2d76e0b0926f1e671fdd2d00664804abdb0b7a68d4a3ef96f8bf1c243c2"),
    ("0092_writers.sql", "84b6d248790fdefd9af54637389481128e1741926195baa589cb7ff6f9247de1"),
    ("0093_alphabet.sql", "464342f97a56b26b54e9f45c19dbff3237b923a53c7747e3c9088375a84e010b"),
    ("0094_borrowed_words.sql", "9d5030deaa3cc8558bf2a3b0854064e126e97447c86797624e5299f767221b97"),
    ("0095_mails_by_person.sql", "8a1a7d70d25ac077879be79a28c23c83a0c82e40c4a8a0cf4a38b618da3dcf4a"),
    ("0096_large_files.sql", "04c5c55e40bb06cc093e4589b21017ce8aa77f708289e333e7d3544aa8b1fd31"),
];

struct Old {
    folder: tempfile::TempDir,
    path: PathBuf,
    host: Host,
}

impl Old {
    /// A workspace as a program with the first `steps` steps made it, with a person in it where there were people.
    fn of(steps: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Harbour Trust.tidings");
        let host = host(&folder, ManualClock::at(Millis::from(TODAY)), Faults::default());
        let plugs = Plugs { steps: &PLUGS.steps[..steps], ..PLUGS };
        identity::create(&path, "Harbour Trust", &plugs, &host).unwrap();
        let file = Connection::open(&path).unwrap();
        file.execute("INSERT INTO setting (name, value) VALUES ('theme', 'dark')", []).unwrap();
        if steps >= 3 {
            file.execute_batch(PERSON).unwrap();
        }
        Self { folder, path, host }
    }

    /// The automatic backups.
    fn backups(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().join("device")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "tidings-backup") {
                    found.push(path);
                }
            }
        }
        found
    }
}

pub(super) const PERSON: &str =
    "INSERT INTO person (kind, name, given_name, family_name, sort_key, salutation, greeting, role, role_key, city, city_key,
    country, country_key, language, time_zone, notes, created_at, changed_at)
  VALUES ('journalist', 'Ruth Vale', 'Ruth', 'Vale', 'vale ruth', '', '', '', '', 'Delft', 'delft', 'NL', 'nl', 'nl', '', '', 1, 1)";

fn version(path: &Path) -> usize {
    let version: i64 = Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    usize::try_from(version).unwrap()
}

fn schema(path: &Path) -> Vec<(String, Option<String>)> {
    let file = Connection::open(path).unwrap();
    let mut query = file.prepare("SELECT type || ' ' || name, sql FROM sqlite_schema ORDER BY 1").unwrap();
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn a_file_of_every_earlier_schema_comes_up_whole_after_a_backup_of_it() {
    let new = Old::of(PLUGS.steps.len());
    let today = schema(&new.path);
    for steps in 1..PLUGS.steps.len() {
        let old = Old::of(steps);
        let ws = crate::open(&old.path, old.host.clone()).unwrap();
        assert_eq!((version(&old.path), schema(&old.path) == today), (PLUGS.steps.len(), true), "from step {steps}");
        assert_eq!(ws.read_blocking(|tx| Ok(store::setting(tx, "theme")?)).unwrap().as_deref(), Some("dark"));
        if steps >= 3 {
            let found = ws.read_blocking(|tx| {
                Ok(tx.query_row("SELECT count(*) FROM person WHERE kind = 'journalist' AND city = 'Delft'", [], |row| {
                    row.get::<_, i64>(0)
                })?)
            });
            assert_eq!(found.unwrap(), 1, "from step {steps}");
        }
        assert!(crate::verify(&ws).await.unwrap().iter().all(|check| check.ok), "from step {steps}");
        let backups = old.backups();
        assert_eq!((backups.len(), version(&backups[0])), (1, steps), "as it was before");
    }
    let same = crate::open(&new.path, new.host.clone()).unwrap();
    assert_eq!((new.backups().len(), same.uid().await.unwrap().is_empty()), (0, false), "what is up to date is not copied");
}

#[tokio::test]
async fn names_of_an_earlier_file_stand_as_the_alphabet_has_them() {
    let at = PLUGS.steps.iter().position(|step| step.name.ends_with("_alphabet.sql")).unwrap();
    let old = Old::of(at);
    let file = Connection::open(&old.path).unwrap();
    let names =
        ["Əliyev Fərid", "Іван Яценко", "گلاب کریم", "ヤマダ ジョン", "やまだ", "Åsa Ørsted", "Ruth Vale", "Ŋala", "山田 愛子", "Ңғөұәқ"];
    for name in names {
        let mut insert = file.prepare(&PERSON.replace("'vale ruth'", "?1").replace("'Ruth Vale', 'Ruth', 'Vale'", "?2, '', ''")).unwrap();
        insert.execute([crate::contacts::fold_key(name), name.to_owned()]).unwrap();
    }
    let acted = "INSERT INTO action (id, label, params, actor, device, at, via) VALUES (900, 'x', '{}', 'x', 'x', 1, '')";
    file.execute_batch(acted).unwrap();
    let kept = "INSERT INTO change (action_id, table_name, row_id, op, old)
        SELECT 900, 'person', id, 'U', json_object('id', id, 'name', name, 'sort_key', sort_key) FROM person WHERE id > 1";
    file.execute_batch(kept).unwrap();
    drop(file);
    let ws = crate::open(&old.path, old.host.clone()).unwrap();
    let keys = ws.read_blocking(|tx| {
        let mut query = tx.prepare(
            "SELECT name, sort_key FROM person WHERE id > 1
             UNION ALL SELECT json_extract(old, '$.name'), json_extract(old, '$.sort_key') FROM change WHERE action_id = 900",
        )?;
        let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    });
    let keys = keys.unwrap();
    assert_eq!(keys.len(), 2 * names.len(), "those of today, and those that an undo would bring back");
    for (name, key) in keys {
        assert_eq!(key, crate::contacts::sort_key(&name, "", "", ""), "{name}");
    }
}

#[test]
fn who_wrote_texts_and_blocks_of_an_earlier_file_is_known_but_for_whoever_was_forgotten() {
    let at = PLUGS.steps.iter().position(|step| step.name == "0092_writers.sql").unwrap();
    let old = Old::of(at);
    Connection::open(&old.path)
        .unwrap()
        .execute_batch(
            "INSERT INTO document (draft, headline, language, created_at, edited_at) VALUES ('x', '', 'en', 1, 1);
             INSERT INTO revision (document_id, number, text, hash, reason, actor, made_at) VALUES
               (1, 1, 'a', zeroblob(32), 'idle', 'Margaret', 5), (1, 2, 'b', zeroblob(32), 'idle', '—', 6),
               (1, 3, 'c', zeroblob(32), 'named', 'Tomas', 7);
             INSERT INTO action (id, label, params, actor, device, at, undoes) VALUES
               (101, 'x', '{}', 'Margaret', '', 6, NULL), (102, 'x', '{}', '—', '', 6, NULL), (103, 'x', '{}', 'Tomas', '', 6, 101);
             INSERT INTO change (action_id, table_name, row_id, op) VALUES (101, 'block', 7, 'U'), (102, 'block', 7, 'U'), (103, 'block', 7, 'U');",
        )
        .unwrap();
    let ws = crate::open(&old.path, old.host.clone()).unwrap();
    let writers = |table: &'static str, of: &'static str| {
        let found = ws.read_blocking(move |tx| {
            let mut query = tx.prepare(&format!("SELECT {of}, name, after_revision FROM {table}"))?;
            let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?)))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        });
        found.unwrap()
    };
    assert_eq!(writers("document_writer", "document_id"), [(1, "Margaret".to_owned(), 0)]);
    assert_eq!(writers("block_writer", "block_id"), [(7, "Margaret".to_owned(), 1)]);
}

#[test]
fn programs_that_open_an_earlier_file_at_once_all_come_up_after_one_backup() {
    for steps in [5, 40, PLUGS.steps.len() - 1] {
        let old = Old::of(steps);
        let start = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    let opened = crate::open(&old.path, old.host.clone()).map(drop);
                    assert!(opened.is_ok(), "from step {steps}: {opened:?}");
                });
            }
        });
        assert_eq!((version(&old.path), old.backups().len()), (PLUGS.steps.len(), 1), "from step {steps}");
    }
}

#[test]
fn a_step_that_fails_leaves_the_file_as_it_was() {
    let old = Old::of(5);
    let before = schema(&old.path);
    let mut steps = PLUGS.steps.to_vec();
    steps.push(Step { name: "9999_broken.sql", sql: "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1);" });
    let plugs = Plugs { steps: steps.leak(), ..PLUGS };
    let problem = Workspace::open(&old.path, plugs, old.host.clone()).map(drop).unwrap_err();
    assert_eq!(problem.code, "workspace.migration");
    assert_eq!((version(&old.path), schema(&old.path)), (5, before));
    assert_eq!(old.backups().len(), 1);
    // The program that made it goes on with it, and so does the next one.
    crate::open(&old.path, old.host.clone()).unwrap();
    assert_eq!(version(&old.path), PLUGS.steps.len());
}

#[test]
fn a_step_that_stands_never_changes() {
    use sha2::{Digest as _, Sha256};
    for (step, (name, hash)) in PLUGS.steps.iter().zip(STANDING) {
        let is: String = Sha256::digest(step.sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((step.name, is.as_str()), (name, hash), "write a further step instead");
    }
    assert!(PLUGS.steps.len() >= STANDING.len());
}

#[test]
fn every_step_has_the_number_that_the_file_is_marked_with() {
    for (at, step) in PLUGS.steps.iter().enumerate() {
        assert!(step.name.starts_with(&format!("{:04}_", at + 1)), "{}", step.name);
    }
}
