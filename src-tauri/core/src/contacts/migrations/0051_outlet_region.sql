-- Where outlets are, so that a region is found among them by its name.
CREATE INDEX outlet_region ON outlet (region_key, id) WHERE region_key <> '';
