"""XForms written by hand in small pieces, for tests of what the compiler never writes."""

XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
 xmlns:odk="http://www.opendatakit.org/xforms"
 xmlns:entities="http://www.opendatakit.org/xforms/entities">
<h:head><h:title>{title}</h:title><model{model}>{head}
<instance><{root} {attributes}>{primary}<meta><instanceID/></meta></{root}></instance>
{model_end}<bind nodeset="/{root}/meta/instanceID" type="string" jr:preload="uid"/></model></h:head>
<h:body>{body}</h:body></h:html>"""


def xform(
    primary="<a/>",
    model_end="",
    body="",
    *,
    head="",
    title="表单 / A form",
    attributes='id="f" version="1"',
    model="",
    root="data",
):
    """Bytes of an XForm: `head` and `model_end` go before and after the primary instance."""
    return XFORM.format(
        primary=primary,
        model_end=model_end,
        body=body,
        head=head,
        title=title,
        attributes=attributes,
        model=model,
        root=root,
    ).encode()


def itext(zh="", en=""):
    """Translations: text elements for Chinese (the default) and English."""
    return (
        f'<itext><translation lang="中文 (zh)" default="true()">{zh}</translation>'
        f'<translation lang="English (en)">{en}</translation></itext>'
    )


def text(identifier, value, form=""):
    """One text element."""
    kind = f' form="{form}"' if form else ""
    return f'<text id="{identifier}"><value{kind}>{value}</value></text>'
