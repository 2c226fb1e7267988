"""Given names that are not also an English word, place or brand; after "this is" and "for" they tell a person from a thing."""

LISTED = """
aaron abdul abdullah abigail adam adrian agnes agnieszka ahmad ahmed aisha alan albert alberto alejandro alessandro alex alexander
alexandra alexandre alexei alfred ali alice alicia alina alison allison amanda amelia amina amir amit amy ana anastasia anders andrea
andreas andrew andrzej andré angela angelina anil anita anja anna annabel anne annette annika anthony antoine anton antonio anya arjun
arthur asha ashley astrid audrey aylin ayşe barbara bartosz beatrice beatriz benedikt benjamin bernard bettina birgit bjorn björn boris
brenda brian bridget bruno carl carla carlos carmen carolina caroline catherine cecilia chantal charles charlie charlotte chen chiara
chloe chloé christina christine christopher claire clara claudia claudio connor cristina daniel daniela danielle david deborah deepak
denise dennis diana diego dieter dimitri dmitri dominik dorota dorothy douglas duncan dylan edward eleanor elena eleni elisabeth elizabeth
ella ellen emeka emily emma enrique eric erica erik esther ethan eugene eva evelyn fabian fatima fatma federico felipe felix ferdinand
fernando fiona florian frances francesca francesco francisco franziska françois frederick frederik frida friedrich gabriel gabriela gareth
gary gemma geoffrey george georgios gerald gerhard giorgio giovanni giulia giuseppe gloria gordon graham greta guillaume gustav hamza
hannah hans harold harriet hassan heather hector heidi heike heinrich helen helena helga henrik henry hiroshi howard hussein ian ibrahim
ignacio imran ines ingrid irene irina isabel isabella isabelle ivan jacob jacqueline jakob james jamie jane janet janine jasmin jason
javier jean jeff jeffrey jennifer jens jeremy jessica jim joachim joan joanna joanne joao joe joel johan johann johanna johannes john jonas
jonathan jorge josef joseph joshua josé joyce joão juan judith julia julian julie justyna jérôme jürgen kamal karen karim karin karl
karolina kasia katarina kate katharina katherine kathleen katie katja katrin kayla keith kelly kenji kenneth kerstin kevin khalid kimberly
klara klaus krishna kristin krzysztof kumar kwame lars laura lauren laurent lea leah leila lena leon leonard leonardo leonie liam lidia
linda lisa lorenzo louis louise luca lucas lucia lucy luis luisa lukas lydia lynn maciej magda magdalena mahmoud malgorzata manuel marcel
marcin marco marcus margaret margarita maria mariam marian marianne marie marion marius marta martha martin martina mary maryam mateusz
mathias matteo matthew matthias maureen maurice maya megan mehmet mei melanie melissa mia michael michał michel michelle miguel mike
mikhail milan miriam mohamed mohammad mohammed molly monica monika morgan mustafa nadia naomi natalia natalie natasha nathan neil nicholas
nicola nicolas nicole niels nigel nikita nikolai nina noah nora norbert norman olga oliver olivia omar oscar pablo pamela paola
paolo patricia patrick paul paula paulina pavel pedro peter petra philip philippe phillip pierre piotr priya priyanka rachel rafael rahul
raj rajesh ralf ramon raphael rashid raymond rebecca renata ricardo riccardo richard rita robert roberto roger roland ronald rosa rosalind
rosemary rosie roxanne rupert russell ryan sabine samantha samir samuel sandeep sandra sanjay sara sarah scott sebastian sergei sergio
shannon sharon sheila shirley siegfried silvia simon simone siobhan sofia sofie sonia sophia sophie stefan stefanie stella stephanie
stephen steve steven stuart sunil susan susanna susanne suzanne sven svetlana sylvia takeshi tamara tanja tanya tatiana teresa thabo
theresa thomas thorsten tiffany tim timothy tina tobias tom tomas tomasz tony tracy ulrike ursula uwe valentina valerie vanessa vera
veronica veronika victor viktor vincent vivian vladimir waltraud wanda wendy werner wilhelm william wojciech wolfgang xavier yasmin yolanda
yuki yusuf yvette yvonne zainab zoe zofia zoë
"""
GIVEN = frozenset(LISTED.split())
"""In small letters. Short forms that are words (will, mark, rose, bill) are left out: they are read where more speaks for a name."""
