"""Which page drafts which type of announcement."""

from apps.province.choices import AnnouncementType
from apps.province.pages.forms.change import ChangeEditor
from apps.province.pages.forms.contract import ContractEditor
from apps.province.pages.forms.editor import AnnouncementEditor
from apps.province.pages.forms.result import ResultEditor
from apps.province.pages.forms.result_correction import ResultCorrectionEditor
from apps.province.pages.forms.termination import TerminationEditor

EDITORS: dict[AnnouncementType, type[AnnouncementEditor]] = {
    editor.announcement_type: editor
    for editor in (ChangeEditor, ResultEditor, ResultCorrectionEditor, TerminationEditor, ContractEditor)
}
