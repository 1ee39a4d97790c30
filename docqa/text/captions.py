"""How captions of figures and tables begin. Pure."""

# A regular expression, in small letters: "figure 4", "table 2.1", "abb. 3", "图 2".
CAPTION = (
    r"(?:fig(?:ure|\.)?|table|chart|box|abb(?:ildung|\.)?|tab(?:elle|\.)?|figura|tabla|tableau|schema|图|表|図)\s?\d+"
)
