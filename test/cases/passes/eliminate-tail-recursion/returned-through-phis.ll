; run: eliminate-tail-recursion
; As `if` lowers it: the result passes through the ends of two branches.
define double @f(double %n, double %acc) {
entry:
  %c = fcmp olt double %n, 1.0
  br i1 %c, label %then, label %else
then:
  br label %endif
else:
  %d = fcmp olt double %n, 9.0
  br i1 %d, label %then1, label %else1
then1:
  %m = fsub double %n, 1.0
  %a = fadd double %acc, %n
  %r = call double @f(double %m, double %a)
  br label %endif1
else1:
  br label %endif1
endif1:
  %p = phi double [ %r, %then1 ], [ %acc, %else1 ]
  br label %endif
endif:
  %q = phi double [ %acc, %then ], [ %p, %endif1 ]
  ret double %q
}

; expect: changed
define double @f(double %n, double %acc) {
entry:
  br label %start
start:
  %0 = phi double [ %n, %entry ], [ %4, %then1 ]
  %1 = phi double [ %acc, %entry ], [ %5, %then1 ]
  %2 = fcmp olt double %0, 1.0
  br i1 %2, label %then, label %else
then:
  br label %endif
else:
  %3 = fcmp olt double %0, 9.0
  br i1 %3, label %then1, label %else1
then1:
  %4 = fsub double %0, 1.0
  %5 = fadd double %1, %0
  br label %start
else1:
  br label %endif1
endif1:
  %6 = phi double [ %1, %else1 ]
  br label %endif
endif:
  %7 = phi double [ %1, %then ], [ %6, %endif1 ]
  ret double %7
}
