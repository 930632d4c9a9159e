"""The bytes of what is shown: of a kept file as they lie there, of a chart as it is drawn now."""

from flows.charts import Chart, picture
from flows.screen import Media
from storage.files import Files


def contents(files: Files, media: Media) -> bytes:
    """What a channel sends, or a page shows; raises FileDamaged, or NotDrawn."""
    if media.figures is None:
        return files.read(media.sha256)
    return picture(Chart.from_json(media.figures))
