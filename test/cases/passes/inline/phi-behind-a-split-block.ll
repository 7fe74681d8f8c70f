; run: inline
; The copy splits %then, and the phi takes its value from where that ends now.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 5.0
  br i1 %c, label %then, label %end
then:
  %a = call double @g(double %x)
  br label %end
end:
  %r = phi double [ 7.0, %entry ], [ %a, %then ]
  ret double %r
}
define double @g(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %else
then:
  ret double 1.0
else:
  ret double 2.0
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fcmp olt double %x, 5.0
  br i1 %0, label %then, label %end
then:
  br label %entry1
end:
  %1 = phi double [ 7.0, %entry ], [ %2, %inlined ]
  ret double %1
inlined:
  %2 = phi double [ 1.0, %then1 ], [ 2.0, %else ]
  br label %end
entry1:
  %3 = fcmp olt double %x, 1.0
  br i1 %3, label %then1, label %else
then1:
  br label %inlined
else:
  br label %inlined
}

define double @g(double %x) {
entry:
  %0 = fcmp olt double %x, 1.0
  br i1 %0, label %then, label %else
then:
  ret double 1.0
else:
  ret double 2.0
}
