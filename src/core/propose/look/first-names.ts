/** First names that are common in many countries, and seldom the name of a place or a month. */
export const FIRST_NAMES: ReadonlySet<string> = new Set(
  (
    'adam adriana ahmed aisha alejandro alessandro alexander alice amina amir amy ana andrea andreas andrew angela anita anna anne anthony ' +
    'anton arjun barbara ben benjamin bernd bjorn brian carlos carmen carol caroline catherine charles chen chiara chloe chris christian ' +
    'christina christine christopher claire claudia daniel daniela david deepak deborah dennis dmitri donald dorothy edward elena elisabeth ' +
    'elizabeth ella emil emily emma eric erik eva fatima felix fernando frank franz fred gabriel george gerhard giulia giuseppe grace greta ' +
    'guillaume hannah hans harry hassan heike heinz helen helga henri ibrahim igor ines ingrid irina isabel isabella ivan jack jacob jakob ' +
    'james jan jane jean jennifer jens jessica joan joao johan johann johannes john jonas joseph juan julia julie julien jurgen karen karl ' +
    'katarina katharina kathrin katja kevin klaus kumar lars laura lena leon lisa louis lucas lucia luigi luis luisa lukas magdalena mario ' +
    'margaret maria marie mariana marina mark markus marta martin martina mary mateo matteo matthew max melissa michael michel michelle ' +
    'miguel mohamed mohammad mohammed monika muhammad mustafa nadia natalia natasha nicholas nicolas nicole nina nora nuno olga olivia oliver ' +
    'omar oscar pablo patricia patrick paul paula pavel pedro peter petra philipp pierre piotr priya rachel rahul raj rebecca ricardo ' +
    'richard robert roberto ruth ryan samuel sandra sanjay sara sarah sebastian sergei sergio simon sofia sophia sophie stefan stefanie ' +
    'stephanie stephen steven susan susanne sven svetlana tanja tatiana teresa thomas tim tobias tom tomas ursula ute valentina vladimir ' +
    'walter wei werner william wolfgang yusuf zainab'
  ).split(' '),
);
