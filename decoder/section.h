/* The numbers that the binary format gives its sections, and the name section its subsections. */
#ifndef WVM_DECODER_SECTION_H
#define WVM_DECODER_SECTION_H

typedef enum SectionId {
  SECTION_CUSTOM,
  SECTION_TYPE,
  SECTION_IMPORT,
  SECTION_FUNC,
  SECTION_TABLE,
  SECTION_MEMORY,
  SECTION_GLOBAL,
  SECTION_EXPORT,
  SECTION_START,
  SECTION_ELEM,
  SECTION_CODE,
  SECTION_DATA,
  SECTION_DATA_COUNT,
  SECTION_TAG,
  SECTION_COUNT
} SectionId;

/* Spec: appendix "Custom Sections", and the extended-name-section proposal. */
typedef enum NameSubsection {
  NAMES_MODULE,
  NAMES_FUNC,
  NAMES_LOCAL,
  NAMES_LABEL,
  NAMES_TYPE,
  NAMES_TABLE,
  NAMES_MEMORY,
  NAMES_GLOBAL,
  NAMES_ELEM,
  NAMES_DATA,
  NAMES_FIELD,
  NAMES_TAG
} NameSubsection;

#endif
