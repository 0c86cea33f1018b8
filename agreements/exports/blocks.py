"""Markdown as a tree of plain values, which the typesetter draws.

What people wrote reaches the typesetter as data and never as its code: nothing needs escaping.
"""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

Block = dict[str, Any]
_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
_INLINE = {"strong": "strong", "em": "emph", "link": "link"}


def blocks_of(markdown: str) -> list[Block]:
    """The text's blocks: paragraphs, lists, tables, quotes; what is unknown is a paragraph."""
    return _blocks(SyntaxTreeNode(_PARSER.parse(markdown)).children)


def plain_blocks(text: str) -> list[Block]:
    """A text that is no Markdown as one paragraph."""
    return [{"type": "par", "of": [{"type": "text", "text": text}]}]


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> list[Block]:
    return [_block(node) for node in nodes]


def _block(node: SyntaxTreeNode) -> Block:
    match node.type:
        case "bullet_list" | "ordered_list":
            start = node.attrs.get("start", 1)
            return {
                "type": "enum" if node.type == "ordered_list" else "list",
                "start": int(start),
                "of": [_blocks(item.children) for item in node.children],
            }
        case "blockquote":
            return {"type": "quote", "of": _blocks(node.children)}
        case "fence" | "code_block" | "html_block":
            return {"type": "raw", "text": node.content.rstrip("\n")}
        case "table":
            rows = [row for part in node.children for row in part.children]
            return {
                "type": "table",
                "rows": [[_inlines(cell.children) for cell in row.children] for row in rows],
            }
        case "hr":
            return {"type": "rule"}
        case "heading":
            return {"type": "heading", "of": _inlines(node.children)}
        case _:
            return {"type": "par", "of": _inlines(node.children)}


def _inlines(nodes: Sequence[SyntaxTreeNode]) -> list[Block]:
    found: list[Block] = []
    for node in nodes:
        if node.type == "inline":
            found += _inlines(node.children)
        elif node.type in {"softbreak", "hardbreak"}:
            found.append({"type": "break"})
        elif node.type in _INLINE:
            found.append({"type": _INLINE[node.type], "of": _inlines(node.children)})
        elif node.children:
            found += _inlines(node.children)
        else:
            found.append({"type": "text", "text": _content(node)})
    return found


def _content(node: SyntaxTreeNode) -> str:
    token: Token | None = node.token
    return token.content if token is not None else ""
