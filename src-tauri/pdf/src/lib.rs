//! Documents as PDF files (W6): typst sets what the core says. A leaf that only the two shells link, since typst is slow to build.
