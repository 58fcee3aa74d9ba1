"""Pictures for a report: the incidents on a map and on a timeline, as SVG and PNG."""
