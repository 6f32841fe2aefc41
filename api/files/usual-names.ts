/**
 * What columns are called in the lists that people bring: exports and templates of Vapi (`number`), Retell (`phone
 * number`), Bolna (`contact_number`), Bland and ElevenLabs (`phone_number`), Twilio (`To`, `PhoneNumber`), VICIdial
 * (`phone_number`, `vendor_lead_code`, `lead_id`), Google Contacts (`Phone 1 - Value`, `Given Name`), HubSpot (`Phone
 * Number`, `Mobile Phone Number`, `Record ID`) and Salesforce (`Phone`, `Mobile`, `MobilePhone`, `Contact ID`, `Lead
 * ID`). Read on 2026-11-29 in the documentation of Retell, Bolna and Bland, and in guides to VICIdial, HubSpot and
 * Salesforce; the others are from memory. Squeezed; the surest first.
 */
export const usualPhoneNames = [
  'phonenumber',
  'phone',
  'contactnumber',
  'contactphone',
  'number',
  'tonumber',
  'to',
  'primaryphone',
  'phone1value',
  'telephone',
  'telephonenumber',
  'mobilephonenumber',
  'mobilephone',
  'mobilenumber',
  'mobile',
  'cellphone',
  'cellnumber',
  'cell',
  'businessphone',
  'workphone',
  'homephone',
  'phoneno',
  'telephoneno',
  'mobileno',
  'tel',
  'telno',
  'telefon',
  'telefonnummer',
  'handy',
  'telefono',
  'teléfono',
  'celular',
  'phone2value',
];

/** Names of people. First and last names follow, which make up one name together. */
export const usualNameNames = [
  'fullname',
  'name',
  'customername',
  'leadname',
  'displayname',
  'recipientname',
];
export const usualFirstNames = ['firstname', 'givenname'];
export const usualLastNames = ['lastname', 'familyname', 'surname'];

/**
 * Ids of a contact. Not those of accounts and customers: several contacts of one list may share them, and all but the
 * first would be duplicates.
 */
export const usualIdNames = ['recordid', 'contactid', 'leadid', 'vendorleadcode', 'id'];

/** When to call. */
export const usualTimeNames = [
  'timetocall',
  'callat',
  'callafter',
  'callnotbefore',
  'scheduledat',
  'scheduledtime',
  'scheduledfor',
  'scheduletime',
];
