// What the toolbar of the editor offers, and the commands behind it.

import {
    TextSelection,
    addColumnAfter,
    addColumnBefore,
    addRowAfter,
    addRowBefore,
    deleteColumn,
    deleteRow,
    deleteTable,
    isInTable,
    lift,
    liftListItem,
    mergeCells,
    redo,
    setBlockType,
    splitCell,
    toggleHeaderRow,
    toggleMark,
    undo,
    wrapIn,
    wrapInList,
} from "../vendor/editor/editor.js";
import { selectNextBlank } from "./rich-text-blanks.js";
import { schema } from "./rich-text-schema.js";

const { marks, nodes } = schema;
const NEW_TABLE = { rows: 3, columns: 3 };

export function textTools(fields) {
    const groups = [
        [
            { words: "标题", label: "标题", shortcut: "Ctrl+Alt+3", run: toggleHeading(3), isActive: isHeading(3) },
            { words: "小标题", label: "小标题", shortcut: "Ctrl+Alt+4", run: toggleHeading(4), isActive: isHeading(4) },
        ],
        [
            markTool("strong", { words: "B", label: "加粗", shortcut: "Ctrl+B" }),
            markTool("em", { words: "I", label: "斜体", shortcut: "Ctrl+I" }),
            markTool("u", { words: "U", label: "下划线", shortcut: "Ctrl+U" }),
            markTool("sup", { words: "x²", label: "上标" }),
            markTool("sub", { words: "x₂", label: "下标" }),
        ],
        [
            { words: "• 列表", label: "项目符号列表", ...listTool(nodes.bullet_list) },
            { words: "1. 编号", label: "编号列表", ...listTool(nodes.ordered_list) },
            { words: "引用", label: "引用", run: toggleQuote, isActive: isInside(nodes.blockquote) },
        ],
        [
            { words: "表格", label: "插入表格", run: insertTable },
            { words: "分隔线", label: "插入分隔线", run: insertRule },
        ],
        [
            { words: "撤销", label: "撤销", shortcut: "Ctrl+Z", run: undo },
            { words: "重做", label: "重做", shortcut: "Ctrl+Y", run: redo },
        ],
    ];
    if (fields) {
        const open = (state, dispatch, view, button) => fields.open(button);
        groups.push([
            { words: "插入字段 ▾", label: "插入字段", look: "wide", opensMenu: true, run: open },
            { words: "下一处待填", label: "选中下一处【】", shortcut: "Ctrl+Alt+N", look: "wide", run: selectNextBlank },
        ]);
    }
    return groups;
}

export const TABLE_TOOLS = [
    [
        { words: "上方加行", label: "在上方插入行", run: addRowBefore },
        { words: "下方加行", label: "在下方插入行", run: addRowAfter },
        { words: "删除行", label: "删除行", run: deleteRow },
    ],
    [
        { words: "左侧加列", label: "在左侧插入列", run: addColumnBefore },
        { words: "右侧加列", label: "在右侧插入列", run: addColumnAfter },
        { words: "删除列", label: "删除列", run: deleteColumn },
    ],
    [
        { words: "合并单元格", label: "合并选中的单元格", run: mergeCells },
        { words: "拆分单元格", label: "拆分单元格", run: splitCell },
        { words: "表头行", label: "首行作为表头", run: toggleHeaderRow },
    ],
    [{ words: "删除表格", label: "删除整个表格", run: deleteTable }],
];

function markTool(name, tool) {
    const type = marks[name];
    return { ...tool, look: name, run: toggleMark(type), isActive: (state) => hasMark(state, type) };
}

function hasMark({ doc, selection, storedMarks }, type) {
    const { empty, $from, from, to } = selection;
    return empty ? Boolean(type.isInSet(storedMarks ?? $from.marks())) : doc.rangeHasMark(from, to, type);
}

function isHeading(level) {
    return ({ selection: { $from } }) => $from.parent.type === nodes.heading && $from.parent.attrs.level === level;
}

export function toggleHeading(level) {
    const set = setBlockType(nodes.heading, { level });
    const unset = setBlockType(nodes.paragraph);
    return (state, dispatch) => (isHeading(level)(state) ? unset : set)(state, dispatch);
}

function listTool(type) {
    const wrap = wrapInList(type);
    const unwrap = liftListItem(nodes.list_item);
    const isActive = (state) => enclosingList(state)?.node.type === type;
    // In a list of the other kind, that list changes its kind.
    const run = (state, dispatch) => {
        const list = enclosingList(state);
        if (!list) {
            return wrap(state, dispatch);
        }
        if (list.node.type === type) {
            return unwrap(state, dispatch);
        }
        dispatch?.(state.tr.setNodeMarkup(list.position, type));
        return true;
    };
    return { run, isActive };
}

function enclosingList({ selection: { $from } }) {
    for (let depth = $from.depth; depth > 0; depth -= 1) {
        const node = $from.node(depth);
        if (node.type === nodes.bullet_list || node.type === nodes.ordered_list) {
            return { node, position: $from.before(depth) };
        }
    }
    return null;
}

function isInside(type) {
    return ({ selection: { $from } }) => {
        for (let depth = $from.depth; depth > 0; depth -= 1) {
            if ($from.node(depth).type === type) {
                return true;
            }
        }
        return false;
    };
}

function toggleQuote(state, dispatch) {
    return (isInside(nodes.blockquote)(state) ? lift : wrapIn(nodes.blockquote))(state, dispatch);
}

export function insertBreak(state, dispatch) {
    dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
    return true;
}

function insertRule(state, dispatch) {
    dispatch?.(state.tr.replaceSelectionWith(nodes.horizontal_rule.create()).scrollIntoView());
    return true;
}

function insertTable(state, dispatch) {
    if (isInTable(state)) {
        return false;
    }
    if (dispatch) {
        const times = (number, make) => Array.from({ length: number }, make);
        const row = (cell) => nodes.table_row.create(null, times(NEW_TABLE.columns, () => cell.createAndFill()));
        const body = times(NEW_TABLE.rows - 1, () => row(nodes.table_cell));
        const table = nodes.table.create(null, [row(nodes.table_header), ...body]);
        const transaction = state.tr.replaceSelectionWith(table);
        const inside = transaction.doc.resolve(transaction.mapping.map(state.selection.from, -1) + 1);
        dispatch(transaction.setSelection(TextSelection.near(inside)).scrollIntoView());
    }
    return true;
}
