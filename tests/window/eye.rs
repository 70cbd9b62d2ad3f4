//! The eye itself: a judge that finds nothing anywhere would prove nothing.

use serde_json::json;
use tidings_tests::fixtures::Window;

#[test]
fn whatever_is_lost_or_unreadable_is_seen() {
    let window = Window::open();
    window.heading("Create a workspace");
    window.settled();
    let plant = |html: &str| {
        let script = "document.getElementById('planted')?.remove(); const box = document.createElement('div'); box.id = 'planted';
             box.innerHTML = arguments[0]; document.querySelector('main').append(box);";
        drop(window.ask(script, &[json!(html)]));
    };
    plant("");
    assert!(window.lost().is_empty() && window.axe("light").is_empty());
    for (html, fault) in [
        ("<div style='position:absolute;left:0;top:0;width:4000px;height:5px'>wide</div>", "px wide"),
        ("<button class='btn send' style='position:fixed;left:50px;top:-20px'>Send to 5 people</button>", "the act"),
        ("<button style='position:fixed;right:-40px;top:50px'>half outside</button>", "cut off at a side"),
        ("<div style='width:60px;overflow:hidden;white-space:nowrap'>much more than fits into it</div>", "is cut"),
        ("<div style='height:9px;overflow:hidden'><p style='font-size:30px'>tall</p></div>", "above or below"),
    ] {
        plant(html);
        let faults = window.lost();
        assert!(faults.iter().any(|said| said.contains(fault)), "{html} is not seen: {faults:?}");
    }
    plant("<div style='width:60px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap'>much more than fits into it</div>");
    assert_eq!(window.lost(), Vec::<String>::new(), "dots say that it goes on");
    for (html, fault) in [
        ("<p style='color:#999;background:#aaa'>hardly to be read</p>", "color-contrast"),
        ("<button></button>", "button-name"),
        ("<input type='text'>", "label"),
        (
            &format!("{0}{0}", "<button style='all:unset;display:inline-block;width:12px;height:12px' aria-label='a'></button>"),
            "target-size",
        ),
    ] {
        plant(html);
        let faults = window.axe("light");
        assert!(faults.iter().any(|said| said.contains(fault)), "{html} is not seen: {faults:?}");
    }
}
