namespace HelpdeskMail.Helpdesk;

/// <summary>The words of the pages in the reader's language: <c>Resources/Words.LANGUAGE.resx</c>. English words are their own keys, so that a missing translation shows English.</summary>
public sealed class Words;
