namespace HelpdeskMail.Helpdesk;

/// <summary>
/// The words of the pages in the reader's language. <c>Resources/Words.resx</c> holds all of them in English, written from the sources by the tests;
/// a translation is a copy of it with other values, <c>Resources/Words.LANGUAGE.resx</c>, and nothing else. English words are their own keys, so that a missing translation shows English.
/// </summary>
public sealed class Words;
