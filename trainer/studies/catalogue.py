"""The studies by name."""

from trainer.studies import lenet5, zipcode_1989
from trainer.studies.study import Study

STUDIES: dict[str, Study] = {
    study.name: study for study in (*zipcode_1989.STUDIES, *lenet5.STUDIES)
}
